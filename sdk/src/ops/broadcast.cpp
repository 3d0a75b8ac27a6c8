#include "graft/ops/broadcast.h"

#include <string>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/profile.h"
#include "kernels/strided_copy.h"
#include "ops/broadcasting.h"
#include "ops/op_check.h"
#include "ops/op_dimension.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

void require_fits(const char* op, const Shape& small, const Shape& large) {
  element_count(large);  // no negative sizes
  bool fits = small.size() <= large.size();
  for (std::size_t d = 1; d <= small.size() && fits; ++d) {
    const std::int64_t size = small[small.size() - d];
    fits = size == 1 || size == large[large.size() - d];
  }
  if (fits) return;
  throw ShapeError(std::string(op) + ": " + to_string(small) + " cannot be repeated to " +
                   to_string(large) + ".");
}

Tensor repeated(const Tensor& input, const Shape& shape) {
  Tensor output(shape, input.dtype());
  if (output.numel() > 0) {
    kernels::strided_copy(kernels::broadcast_nest(shape, {input.shape()}), size_of(input.dtype()),
                          input.raw_data(), output.raw_data());
  }
  return output;
}

Tensor summed(const Tensor& input, const Shape& shape) {
  if (input.shape() == shape) return input;
  const std::size_t missing = input.shape().size() - shape.size();
  std::vector<bool> dimensions(input.shape().size(), true);
  for (std::size_t d = missing; d < dimensions.size(); ++d) {
    dimensions[d] = shape[d - missing] != input.shape()[d];
  }
  return sum_over(input, dimensions).view(shape);
}

}  // namespace

// grad_input = grad_output summed over the repetitions
Tensor broadcast_to(const Tensor& input, const Shape& shape) {
  const OpScope scope("broadcast_to");
  require_defined("broadcast_to", "input", input);
  require_fits("broadcast_to", input.shape(), shape);
  return record_gradient(repeated(input, shape), {input},
                         [before = input.shape()](const Tensor& grad_output, Gradients& grads) {
                           grads.add(0, summed(grad_output.to(DType::kFloat32), before));
                         });
}

// grad_input = grad_output repeated
Tensor sum_to(const Tensor& input, const Shape& shape) {
  const OpScope scope("sum_to");
  require_float("sum_to", "input", input);
  require_fits("sum_to", shape, input.shape());
  if (input.dtype() == DType::kBFloat16) {
    return through_f32([&shape](const Tensor& wide) { return sum_to(wide, shape); }, input);
  }
  Tensor output = summed(input, shape);
  if (!wants_gradient({input})) return output;
  return record_gradient(output.detach(), {input},
                         [before = input.shape()](const Tensor& grad_output, Gradients& grads) {
                           grads.add(0, repeated(grad_output, before));
                         });
}

}  // namespace graft
