#include "kernels/elementwise.h"

#include <algorithm>

#include "graft/parallel.h"
#include "kernels/f32_blocks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

struct Add {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const { return hn::Add(a, b); }
};

struct Subtract {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const { return hn::Sub(a, b); }
};

struct Multiply {
  HWY_INLINE Floats operator()(FloatTag, Floats a, Floats b) const { return hn::Mul(a, b); }
};

struct Scale {
  float factor;
  HWY_INLINE Floats operator()(FloatTag d, Floats x) const {
    return hn::Mul(x, hn::Set(d, factor));
  }
};

void add_range(const float* left, const float* right, float* output, std::int64_t count) {
  map(left, right, output, count, Add());
}

void subtract_range(const float* left, const float* right, float* output, std::int64_t count) {
  map(left, right, output, count, Subtract());
}

void multiply_range(const float* left, const float* right, float* output, std::int64_t count) {
  map(left, right, output, count, Multiply());
}

void scale_range(const float* input, float factor, float* output, std::int64_t count) {
  map(input, output, count, Scale{factor});
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(add_range);
HWY_EXPORT(subtract_range);
HWY_EXPORT(multiply_range);
HWY_EXPORT(scale_range);

namespace {

constexpr std::int64_t kGrain = 65536;  // elements worth a thread

using Range = void (*)(const float* left, const float* right, float* output, std::int64_t count);

// Calls `range` on stretches over which the right operand does not start again.
void repeat_right(Range range, ConstElements left, ConstElements right, Elements output,
                  std::int64_t count, std::int64_t period) {
  if (count == 0) return;
  parallel_for(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    while (begin < end) {
      const std::int64_t within = begin % period;
      const std::int64_t length = std::min(end - begin, period - within);
      for_f32_blocks<2>({left + begin, right + within}, output + begin, 0, length,
                        [range](const auto& in, float* out, std::int64_t, std::int64_t n) {
                          range(in[0], in[1], out, n);
                        });
      begin += length;
    }
  });
}

}  // namespace

void add(ConstElements left, ConstElements right, Elements output, std::int64_t count,
         std::int64_t period) {
  repeat_right(HWY_DYNAMIC_DISPATCH(add_range), left, right, output, count, period);
}

void subtract(ConstElements left, ConstElements right, Elements output, std::int64_t count,
              std::int64_t period) {
  repeat_right(HWY_DYNAMIC_DISPATCH(subtract_range), left, right, output, count, period);
}

void multiply(ConstElements left, ConstElements right, Elements output, std::int64_t count,
              std::int64_t period) {
  repeat_right(HWY_DYNAMIC_DISPATCH(multiply_range), left, right, output, count, period);
}

void scale(ConstElements input, float factor, Elements output, std::int64_t count) {
  parallel_for(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    for_f32_blocks<1>({input}, output, begin, end,
                      [factor](const auto& in, float* out, std::int64_t, std::int64_t n) {
                        HWY_DYNAMIC_DISPATCH(scale_range)(in[0], factor, out, n);
                      });
  });
}

}  // namespace graft::kernels
#endif
