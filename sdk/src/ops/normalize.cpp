#include "graft/ops/normalize.h"

#include <cmath>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "ops/op_check.h"
#include "ops/through_f32.h"

namespace graft {

// y = x / n with n = max(|x|, epsilon);  grad_x = (grad_y - y (y . grad_y)) / n, without the second
// term where n is epsilon
Tensor l2_normalize(const Tensor& input, float epsilon) {
  const OpScope scope("l2_normalize");
  require_float("l2_normalize", "input", input);
  if (input.dtype() == DType::kBFloat16) {
    return through_f32([epsilon](const Tensor& wide) { return l2_normalize(wide, epsilon); },
                       input);
  }
  require_rank_at_least("l2_normalize", "input", input, 1);
  const std::int64_t rows = rows_of(input);
  const std::int64_t columns = input.dim(-1);
  Tensor output(input.shape());
  Tensor lengths(Shape{rows});
  for (std::int64_t row = 0; row < rows; ++row) {
    const float* const x = input.data<float>() + row * columns;
    float* const y = output.data<float>() + row * columns;
    double sum = 0.0;
    for (std::int64_t i = 0; i < columns; ++i) sum += static_cast<double>(x[i]) * x[i];
    const float length = static_cast<float>(std::sqrt(sum));
    lengths.data<float>()[row] = length;
    const float divisor = length > epsilon ? length : epsilon;
    for (std::int64_t i = 0; i < columns; ++i) y[i] = x[i] / divisor;
  }
  return record_gradient(output, {input},
                         [output = output.detach(), lengths, rows, columns, epsilon](
                             const Tensor& grad_output, Gradients& grads) {
                           Tensor grad_input(output.shape());
                           for (std::int64_t row = 0; row < rows; ++row) {
                             const float* const y = output.data<float>() + row * columns;
                             const float* const grad = grad_output.data<float>() + row * columns;
                             float* const to = grad_input.data<float>() + row * columns;
                             const float length = lengths.data<float>()[row];
                             const bool is_short = !(length > epsilon);
                             double along = 0.0;
                             for (std::int64_t i = 0; i < columns && !is_short; ++i) {
                               along += static_cast<double>(y[i]) * grad[i];
                             }
                             const float divisor = is_short ? epsilon : length;
                             for (std::int64_t i = 0; i < columns; ++i) {
                               to[i] = (grad[i] - y[i] * static_cast<float>(along)) / divisor;
                             }
                           }
                           grads.add(0, grad_input);
                         });
}

}  // namespace graft
