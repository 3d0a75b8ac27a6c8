// Softmax of one row of f32, for each instruction set. Included as vector_math.h is.
#if defined(GRAFT_KERNELS_SOFTMAX_ROW_H) == defined(HWY_TARGET_TOGGLE)
#ifdef GRAFT_KERNELS_SOFTMAX_ROW_H
#undef GRAFT_KERNELS_SOFTMAX_ROW_H
#else
#define GRAFT_KERNELS_SOFTMAX_ROW_H
#endif

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {

/// output[i] = exp(input[i] - shift); returns their sum.
HWY_INLINE float exp_and_sum(const float* input, float shift, std::int64_t count, float* output) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const Floats shifts = hn::Set(d, shift);
  Floats sum0 = hn::Zero(d);
  Floats sum1 = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + 2 * step <= count; i += 2 * step) {
    const Floats e0 = exp(d, hn::Sub(hn::LoadU(d, input + i), shifts));
    const Floats e1 = exp(d, hn::Sub(hn::LoadU(d, input + i + step), shifts));
    hn::StoreU(e0, d, output + i);
    hn::StoreU(e1, d, output + i + step);
    sum0 = hn::Add(sum0, e0);
    sum1 = hn::Add(sum1, e1);
  }
  for (; i + step <= count; i += step) {
    const Floats e = exp(d, hn::Sub(hn::LoadU(d, input + i), shifts));
    hn::StoreU(e, d, output + i);
    sum0 = hn::Add(sum0, e);
  }
  if (i < count) {
    const std::int64_t rest = count - i;
    const Floats e = exp(d, hn::Sub(load_first(d, input + i, rest), shifts));
    store_first(e, d, output + i, rest);
    sum1 = hn::Add(sum1, hn::IfThenElseZero(hn::FirstN(d, static_cast<std::size_t>(rest)), e));
  }
  return sum_of(d, hn::Add(sum0, sum1));
}

/// Sum of exp(input[i] - shift).
HWY_INLINE float sum_of_exp(const float* input, float shift, std::int64_t count) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const Floats shifts = hn::Set(d, shift);
  Floats sum0 = hn::Zero(d);
  Floats sum1 = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + 2 * step <= count; i += 2 * step) {
    sum0 = hn::Add(sum0, exp(d, hn::Sub(hn::LoadU(d, input + i), shifts)));
    sum1 = hn::Add(sum1, exp(d, hn::Sub(hn::LoadU(d, input + i + step), shifts)));
  }
  for (; i + step <= count; i += step) {
    sum0 = hn::Add(sum0, exp(d, hn::Sub(hn::LoadU(d, input + i), shifts)));
  }
  if (i < count) {
    const std::int64_t rest = count - i;
    const Floats e = exp(d, hn::Sub(load_first(d, input + i, rest), shifts));
    sum1 = hn::Add(sum1, hn::IfThenElseZero(hn::FirstN(d, static_cast<std::size_t>(rest)), e));
  }
  return sum_of(d, hn::Add(sum0, sum1));
}

struct MultiplyBy {
  float factor;
  HWY_INLINE Floats operator()(FloatTag d, Floats x) const {
    return hn::Mul(x, hn::Set(d, factor));
  }
};

struct SubtractNumber {
  float number;
  HWY_INLINE Floats operator()(FloatTag d, Floats x) const {
    return hn::Sub(x, hn::Set(d, number));
  }
};

}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
