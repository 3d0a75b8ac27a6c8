#include "graft/ops/elementwise.h"

#include <algorithm>

#include "graft/autograd.h"
#include "graft/ops/broadcast.h"
#include "graft/profile.h"
#include "kernels/elementwise.h"
#include "kernels/unary.h"
#include "ops/broadcasting.h"
#include "ops/op_check.h"

namespace graft {
namespace {

using Kernel = void (*)(const float* left, const float* right, float* output, std::int64_t count,
                        std::int64_t period);

// Whether `right` has the shape of `left` or of its last dimensions: what the kernels here repeat.
bool is_repeated(const char* op, const Tensor& left, const Tensor& right) {
  require_f32(op, "left", left);
  require_f32(op, "right", right);
  const Shape& whole = left.shape();
  const Shape& part = right.shape();
  return part.size() <= whole.size() && std::equal(part.rbegin(), part.rend(), whole.rbegin());
}

Tensor apply(Kernel kernel, const Tensor& left, const Tensor& right) {
  Tensor output(left.shape());
  kernel(left.data<float>(), right.data<float>(), output.data<float>(), left.numel(),
         right.numel());
  return output;
}

}  // namespace

// grad_left = grad_output,  grad_right = grad_output summed over its repetitions
Tensor add(const Tensor& left, const Tensor& right) {
  const OpScope scope("add");
  if (!is_repeated("add", left, right)) return broadcast_add(left, right);
  return record_gradient(apply(kernels::add, left, right), {left, right},
                         [shape = right.shape()](const Tensor& grad_output, Gradients& grads) {
                           if (grads.needed(0)) grads.add(0, grad_output);
                           if (grads.needed(1)) grads.add(1, sum_to(grad_output, shape));
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
                             grads.add(1, scale(sum_to(grad_output, shape), -1.0f));
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
          grads.add(1, sum_to(apply(kernels::multiply, grad_output, left_if_read), shape));
        }
      });
}

// grad_input = grad_output factor
Tensor scale(const Tensor& input, float factor) {
  const OpScope scope("scale");
  require_f32("scale", "input", input);
  Tensor output(input.shape());
  kernels::scale(input.data<float>(), factor, output.data<float>(), input.numel());
  return record_gradient(output, {input}, [factor](const Tensor& grad_output, Gradients& grads) {
    grads.add(0, scale(grad_output, factor));
  });
}

// grad_input = grad_output output
Tensor exp(const Tensor& input) {
  const OpScope scope("exp");
  require_f32("exp", "input", input);
  Tensor output(input.shape());
  kernels::exp(input.data<float>(), output.data<float>(), input.numel());
  return record_gradient(output, {input},
                         [output = output.detach()](const Tensor& grad_output, Gradients& grads) {
                           grads.add(0, multiply(grad_output, output));
                         });
}

}  // namespace graft
