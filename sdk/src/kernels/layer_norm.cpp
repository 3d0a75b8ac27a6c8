#include "kernels/layer_norm.h"

#include <cstring>
#include <vector>
#include <math.h>

#include "kernels/vector_width.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/layer_norm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/vector_loop.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

struct Moments {
  float mean;
  float variance;
};

// The variance is the mean of (x - guess)^2, where the guess is the rounded mean; what rounding
// took away, the mean of x - guess, is put right in both.
HWY_INLINE Moments moments_of(const float* input, std::int64_t count) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const auto size = static_cast<float>(count);
  const float guess = sum_row(input, count) / size;
  const Floats guesses = hn::Set(d, guess);
  Floats sum0 = hn::Zero(d);
  Floats sum1 = hn::Zero(d);
  Floats squares0 = hn::Zero(d);
  Floats squares1 = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + 2 * step <= count; i += 2 * step) {
    const Floats x0 = hn::Sub(hn::LoadU(d, input + i), guesses);
    const Floats x1 = hn::Sub(hn::LoadU(d, input + i + step), guesses);
    sum0 = hn::Add(sum0, x0);
    sum1 = hn::Add(sum1, x1);
    squares0 = hn::MulAdd(x0, x0, squares0);
    squares1 = hn::MulAdd(x1, x1, squares1);
  }
  for (; i < count; i += step) {
    const std::int64_t rest = count - i;
    const auto inside = hn::FirstN(d, static_cast<std::size_t>(HWY_MIN(rest, step)));
    const Floats loaded = rest >= step ? hn::LoadU(d, input + i) : load_first(d, input + i, rest);
    const Floats x = hn::IfThenElseZero(inside, hn::Sub(loaded, guesses));
    sum0 = hn::Add(sum0, x);
    squares0 = hn::MulAdd(x, x, squares0);
  }
  const float missing = sum_of(d, hn::Add(sum0, sum1)) / size;
  const float square = sum_of(d, hn::Add(squares0, squares1)) / size;
  return {guess + missing, HWY_MAX(0.0f, square - missing * missing)};
}

void layer_norm_rows(const float* input, const float* weight, const float* bias, float epsilon,
                     std::int64_t rows, std::int64_t columns, float* output, float* mean,
                     float* inverse_deviation) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  for (std::int64_t r = 0; r < rows; ++r, input += columns, output += columns) {
    const Moments moments = moments_of(input, columns);
    mean[r] = moments.mean;
    inverse_deviation[r] = 1.0f / sqrtf(moments.variance + epsilon);
    const Floats means = hn::Set(d, mean[r]);
    const Floats inverse = hn::Set(d, inverse_deviation[r]);
    std::int64_t c = 0;
    for (; c + step <= columns; c += step) {
      const Floats x = hn::Mul(hn::Sub(hn::LoadU(d, input + c), means), inverse);
      hn::StoreU(hn::MulAdd(x, hn::LoadU(d, weight + c), hn::LoadU(d, bias + c)), d, output + c);
    }
    if (c < columns) {
      const std::int64_t rest = columns - c;
      const Floats x = hn::Mul(hn::Sub(load_first(d, input + c, rest), means), inverse);
      const Floats y =
          hn::MulAdd(x, load_first(d, weight + c, rest), load_first(d, bias + c, rest));
      store_first(y, d, output + c, rest);
    }
  }
}

// What one row adds to the gradients, for `count` lanes from one column on.
struct Columns {
  Floats normalized;  // (input - mean) / deviation; 0 beyond the row
  Floats grad;        // grad_output * weight
  Floats grad_output;
};

HWY_INLINE Columns load_columns(FloatTag d, const float* input, const float* weight,
                                const float* grad_output, std::int64_t count, Floats mean,
                                Floats inverse) {
  Columns columns;
  if (count >= lanes(d)) {
    columns.normalized = hn::Mul(hn::Sub(hn::LoadU(d, input), mean), inverse);
    columns.grad_output = hn::LoadU(d, grad_output);
    columns.grad = hn::Mul(columns.grad_output, hn::LoadU(d, weight));
  } else {
    // grad_output and with it every product is 0 beyond the row.
    columns.normalized = hn::Mul(hn::Sub(load_first(d, input, count), mean), inverse);
    columns.grad_output = load_first(d, grad_output, count);
    columns.grad = hn::Mul(columns.grad_output, load_first(d, weight, count));
  }
  return columns;
}

// Adds to the sums over rows, `weight_sum` and `bias_sum`, and writes grad_input unless it is null:
//   grad_input = inverse * (grad - mean(grad) - normalized * mean(grad * normalized))
void layer_norm_gradient_rows(const float* input, const float* weight, const float* mean,
                              const float* inverse_deviation, const float* grad_output,
                              std::int64_t rows, std::int64_t columns, float* grad_input,
                              float* weight_sum, float* bias_sum) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const auto count = static_cast<float>(columns);
  for (std::int64_t r = 0; r < rows; ++r, input += columns, grad_output += columns) {
    const Floats means = hn::Set(d, mean[r]);
    const Floats inverse = hn::Set(d, inverse_deviation[r]);
    Floats sum_grad = hn::Zero(d);
    Floats sum_grad_normalized = hn::Zero(d);
    for (std::int64_t c = 0; c < columns; c += step) {
      const std::int64_t rest = columns - c;
      const Columns at =
          load_columns(d, input + c, weight + c, grad_output + c, rest, means, inverse);
      sum_grad = hn::Add(sum_grad, at.grad);
      sum_grad_normalized = hn::MulAdd(at.grad, at.normalized, sum_grad_normalized);
      // The sums are as long as whole vectors need.
      hn::StoreU(hn::MulAdd(at.grad_output, at.normalized, hn::LoadU(d, weight_sum + c)), d,
                 weight_sum + c);
      hn::StoreU(hn::Add(at.grad_output, hn::LoadU(d, bias_sum + c)), d, bias_sum + c);
    }
    if (grad_input == nullptr) continue;
    const Floats mean_grad = hn::Set(d, sum_of(d, sum_grad) / count);
    const Floats mean_grad_normalized = hn::Set(d, sum_of(d, sum_grad_normalized) / count);
    for (std::int64_t c = 0; c < columns; c += step) {
      const std::int64_t rest = columns - c;
      const Columns at =
          load_columns(d, input + c, weight + c, grad_output + c, rest, means, inverse);
      const Floats centred =
          hn::NegMulAdd(at.normalized, mean_grad_normalized, hn::Sub(at.grad, mean_grad));
      const Floats gradient = hn::Mul(inverse, centred);
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

HWY_EXPORT(layer_norm_rows);
HWY_EXPORT(layer_norm_gradient_rows);

void layer_norm(const NormInput& input, const float* weight, const float* bias, float epsilon,
                std::int64_t rows, std::int64_t columns, Elements output, float* mean,
                float* inverse_deviation) {
  for_norm_rows(input, output, rows, columns,
                [&](const float* from, float* to, std::int64_t row, std::int64_t count) {
                  HWY_DYNAMIC_DISPATCH(layer_norm_rows)
                  (from, weight, bias, epsilon, count, columns, to, mean + row,
                   inverse_deviation + row);
                });
}

void layer_norm_gradient(ConstElements input, const float* weight, const float* mean,
                         const float* inverse_deviation, ConstElements grad_output,
                         std::int64_t rows, std::int64_t columns,
                         const LayerNormGradients& gradients) {
  const std::int64_t width = padded_to_lanes(columns);
  const std::vector<float> sums =
      for_norm_gradient_rows(input, grad_output, gradients.input, rows, columns, 2,
                             [&](const float* from, const float* grad, float* to, std::int64_t row,
                                 std::int64_t count, float* sum) {
                               HWY_DYNAMIC_DISPATCH(layer_norm_gradient_rows)
                               (from, weight, mean + row, inverse_deviation + row, grad, count,
                                columns, to, sum, sum + width);
                             });
  const std::size_t bytes = static_cast<std::size_t>(columns) * sizeof(float);
  if (gradients.grad_weight != nullptr) std::memcpy(gradients.grad_weight, sums.data(), bytes);
  if (gradients.grad_bias != nullptr) {
    std::memcpy(gradients.grad_bias, sums.data() + width, bytes);
  }
}

}  // namespace graft::kernels
#endif
