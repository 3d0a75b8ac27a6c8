#include "kernels/binary.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/binary.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

struct AddBoth {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const { return hn::Add(a, b); }
};

struct SubtractBoth {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const { return hn::Sub(a, b); }
};

struct MultiplyBoth {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const { return hn::Mul(a, b); }
};

struct DivideBoth {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const { return hn::Div(a, b); }
};

// Not hn::Max and hn::Min: what they make of NaN depends on the processor.
struct Larger {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const {
    return hn::IfThenElse(hn::Or(hn::Ge(a, b), hn::IsNaN(a)), a, b);
  }
};

struct Smaller {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const {
    return hn::IfThenElse(hn::Or(hn::Le(a, b), hn::IsNaN(a)), a, b);
  }
};

template <class Function>
struct WithLeft {
  float left;
  HWY_INLINE Floats operator()(FloatTag d, Floats b) const {
    return Function()(d, hn::Set(d, left), b);
  }
};

template <class Function>
struct WithRight {
  float right;
  HWY_INLINE Floats operator()(FloatTag d, Floats a) const {
    return Function()(d, a, hn::Set(d, right));
  }
};

template <class Function>
void apply(const float* left, bool left_stays, const float* right, bool right_stays, float* output,
           std::int64_t count) {
  if (left_stays) {
    map(right, output, count, WithLeft<Function>{*left});
  } else if (right_stays) {
    map(left, output, count, WithRight<Function>{*right});
  } else {
    map(left, right, output, count, Function());
  }
}

// An operand either moves on with the output, or stays at its one element.
void binary_run(Binary op, const float* left, bool left_stays, const float* right, bool right_stays,
                float* output, std::int64_t count) {
  switch (op) {
    case Binary::kAdd:
      return apply<AddBoth>(left, left_stays, right, right_stays, output, count);
    case Binary::kSubtract:
      return apply<SubtractBoth>(left, left_stays, right, right_stays, output, count);
    case Binary::kMultiply:
      return apply<MultiplyBoth>(left, left_stays, right, right_stays, output, count);
    case Binary::kDivide:
      return apply<DivideBoth>(left, left_stays, right, right_stays, output, count);
    case Binary::kMaximum:
      return apply<Larger>(left, left_stays, right, right_stays, output, count);
    case Binary::kMinimum:
      return apply<Smaller>(left, left_stays, right, right_stays, output, count);
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(binary_run);

namespace {
constexpr std::int64_t kGrain = 65536;  // elements worth a thread
}

void binary(Binary op, const LoopNest& nest, const float* left, const float* right, float* output) {
  const bool left_stays = nest.strides[0].back() == 0;
  const bool right_stays = nest.strides[1].back() == 0;
  for_each_run(nest, kGrain, [&](std::int64_t to, const std::int64_t* from, std::int64_t count) {
    HWY_DYNAMIC_DISPATCH(binary_run)
    (op, left + from[0], left_stays, right + from[1], right_stays, output + to, count);
  });
}

}  // namespace graft::kernels
#endif
