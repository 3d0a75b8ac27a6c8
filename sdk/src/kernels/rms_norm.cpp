#include "kernels/rms_norm.h"

#include <cstring>
#include <vector>
#include <math.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/rms_norm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

struct ScaledProduct {
  float factor;
  HWY_INLINE Floats operator()(FloatTag d, Floats x, Floats weight) const {
    return hn::Mul(hn::Mul(x, hn::Set(d, factor)), weight);
  }
};

void rms_norm_rows(const float* input, const float* weight, float epsilon, std::int64_t rows,
                   std::int64_t columns, float* output, float* inverse_root) {
  for (std::int64_t r = 0; r < rows; ++r, input += columns, output += columns) {
    const float mean_square = dot(input, input, columns) / static_cast<float>(columns);
    inverse_root[r] = 1.0f / sqrtf(mean_square + epsilon);
    map(input, weight, output, columns, ScaledProduct{inverse_root[r]});
  }
}

// Whole vectors are read without a mask.
HWY_INLINE Floats load_up_to(FloatTag d, const float* from, std::int64_t count) {
  return count >= lanes(d) ? hn::LoadU(d, from) : load_first(d, from, count);
}

// Adds to the sum over rows, `weight_sum`, and writes grad_input unless it is null. With
// normalized = input * inverse and grad = grad_output * weight:
//   grad_input = inverse * (grad - normalized * mean(grad * normalized))
void rms_norm_gradient_rows(const float* input, const float* weight, const float* inverse_root,
                            const float* grad_output, std::int64_t rows, std::int64_t columns,
                            float* grad_input, float* weight_sum) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  for (std::int64_t r = 0; r < rows; ++r, input += columns, grad_output += columns) {
    const Floats inverse = hn::Set(d, inverse_root[r]);
    Floats sum = hn::Zero(d);
    for (std::int64_t c = 0; c < columns; c += step) {
      const std::int64_t rest = columns - c;
      const Floats normalized = hn::Mul(load_up_to(d, input + c, rest), inverse);
      const Floats grad = load_up_to(d, grad_output + c, rest);
      sum = hn::MulAdd(hn::Mul(grad, load_up_to(d, weight + c, rest)), normalized, sum);
      // The sums are as long as whole vectors need.
      hn::StoreU(hn::MulAdd(grad, normalized, hn::LoadU(d, weight_sum + c)), d, weight_sum + c);
    }
    if (grad_input == nullptr) continue;
    const Floats mean = hn::Set(d, sum_of(d, sum) / static_cast<float>(columns));
    for (std::int64_t c = 0; c < columns; c += step) {
      const std::int64_t rest = columns - c;
      const Floats normalized = hn::Mul(load_up_to(d, input + c, rest), inverse);
      const Floats grad =
          hn::Mul(load_up_to(d, grad_output + c, rest), load_up_to(d, weight + c, rest));
      const Floats gradient = hn::Mul(inverse, hn::NegMulAdd(normalized, mean, grad));
      if (rest >= step) {
        hn::StoreU(gradient, d, grad_input + c);
      } else {
        store_first(gradient, d, grad_input + c, rest);
      }
    }
    grad_input += columns;
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(rms_norm_rows);
HWY_EXPORT(rms_norm_gradient_rows);

void rms_norm(const NormInput& input, const float* weight, float epsilon, std::int64_t rows,
              std::int64_t columns, Elements output, float* inverse_root) {
  for_norm_rows(input, output, rows, columns,
                [&](const float* from, float* to, std::int64_t row, std::int64_t count) {
                  HWY_DYNAMIC_DISPATCH(rms_norm_rows)
                  (from, weight, epsilon, count, columns, to, inverse_root + row);
                });
}

void rms_norm_gradient(ConstElements input, const float* weight, const float* inverse_root,
                       ConstElements grad_output, std::int64_t rows, std::int64_t columns,
                       const NormInputGradient& gradient, float* grad_weight) {
  const std::vector<float> sums =
      for_norm_gradient_rows(input, grad_output, gradient, rows, columns, 1,
                             [&](const float* from, const float* grad, float* to, std::int64_t row,
                                 std::int64_t count, float* sum) {
                               HWY_DYNAMIC_DISPATCH(rms_norm_gradient_rows)
                               (from, weight, inverse_root + row, grad, count, columns, to, sum);
                             });
  if (grad_weight != nullptr) {
    std::memcpy(grad_weight, sums.data(), static_cast<std::size_t>(columns) * sizeof(float));
  }
}

}  // namespace graft::kernels
#endif
