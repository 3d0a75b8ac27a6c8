#include "graft/ops/elementwise.h"

#include <algorithm>

#include "graft/autograd.h"
#include "graft/profile.h"
#include "kernels/elementwise.h"
#include "kernels/reduce.h"
#include "kernels/unary.h"
#include "ops/broadcasting.h"
#include "ops/op_check.h"
#include "ops/through_f32.h"

namespace graft {
namespace {

using Kernel = void (*)(kernels::ConstElements left, kernels::ConstElements right,
                        kernels::Elements output, std::int64_t count, std::int64_t period);

// Whether `right` has the shape of `left` or of its last dimensions: what the kernels here repeat.
bool is_repeated(const char* op, const Tensor& left, const Tensor& right) {
  require_float(op, "left", left);
  require_float(op, "right", right);
  const Shape& whole = left.shape();
  const Shape& part = right.shape();
  return part.size() <= whole.size() && std::equal(part.rbegin(), part.rend(), whole.rbegin());
}

Tensor apply(Kernel kernel, const Tensor& left, const Tensor& right) {
  const bool in_f32 = left.dtype() == DType::kFloat32 && right.dtype() == DType::kFloat32;
  Tensor output(left.shape(), in_f32 ? DType::kFloat32 : DType::kBFloat16);
  kernel(kernels::elements_of(left), kernels::elements_of(right), kernels::elements_of(output),
         left.numel(), right.numel());
  return output;
}

// The sum over the dimensions along which a tensor of `shape` was repeated.
Tensor sum_repeated(const Tensor& gradient, const Shape& shape) {
  if (gradient.shape() == shape) return gradient;
  Tensor sums(shape);
  const std::int64_t columns = sums.numel();
  const std::int64_t rows = columns == 0 ? 0 : gradient.numel() / columns;
  kernels::column_sum(kernels::elements_of(gradient), rows, columns, sums.data<float>());
  return sums;
}

}  // namespace

// grad_left = grad_output,  grad_right = grad_output summed over its repetitions
Tensor add(const Tensor& left, const Tensor& right) {
  const OpScope scope("add");
  if (!is_repeated("add", left, right)) return broadcast_add(left, right);
  return record_gradient(apply(kernels::add, left, right), {left, right},
                         [shape = right.shape()](const Tensor& grad_output, Gradients& grads) {
                           if (grads.needed(0)) grads.add(0, grad_output);
                           if (grads.needed(1)) grads.add(1, sum_repeated(grad_output, shape));
                         });
}

// grad_left = grad_output,  grad_right = -grad_output summed over its repetitions
Tensor subtract(const Tensor& left, const Tensor& right) {
  const OpScope scope("subtract");
  if (!is_repeated("subtract", left, right)) return broadcast_subtract(left, right);
  return record_gradient(apply(kernels::subtract, left, right), {left, right},
                         [shape = right.shape()](const Tensor& grad_output, Gradients& grads) {
                           if (grads.needed(0)) grads.add(0, grad_output);
                           if (grads.needed(1)) {
                             grads.add(1, scale(sum_repeated(grad_output, shape), -1.0f));
                           }
                         });
}

// grad_left = grad_output right,  grad_right = grad_output left summed over its repetitions
Tensor multiply(const Tensor& left, const Tensor& right) {
  const OpScope scope("multiply");
  if (!is_repeated("multiply", left, right)) return broadcast_multiply(left, right);
  const Tensor left_if_read = wants_gradient({right}) ? left : Tensor();
  const Tensor right_if_read = wants_gradient({left}) ? right : Tensor();
  return record_gradient(
      apply(kernels::multiply, left, right), {left, right},
      [left_if_read, right_if_read, shape = right.shape()](const Tensor& grad_output,
                                                           Gradients& grads) {
        if (grads.needed(0)) grads.add(0, apply(kernels::multiply, grad_output, right_if_read));
        if (grads.needed(1)) {
          grads.add(1, sum_repeated(apply(kernels::multiply, grad_output, left_if_read), shape));
        }
      });
}

// grad_input = grad_output factor
Tensor scale(const Tensor& input, float factor) {
  const OpScope scope("scale");
  require_float("scale", "input", input);
  Tensor output(input.shape(), input.dtype());
  kernels::scale(kernels::elements_of(input), factor, kernels::elements_of(output), input.numel());
  return record_gradient(output, {input}, [factor](const Tensor& grad_output, Gradients& grads) {
    grads.add(0, scale(grad_output, factor));
  });
}

// grad_input = grad_output output
Tensor exp(const Tensor& input) {
  const OpScope scope("exp");
  require_float("exp", "input", input);
  if (input.dtype() == DType::kBFloat16) return through_f32(exp, input);
  Tensor output(input.shape());
  kernels::exp(input.data<float>(), output.data<float>(), input.numel());
  return record_gradient(output, {input},
                         [output = output.detach()](const Tensor& grad_output, Gradients& grads) {
                           grads.add(0, multiply(grad_output, output));
                         });
}

}  // namespace graft
