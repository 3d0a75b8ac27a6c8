#include "graft/ops/arithmetic.h"

#include "graft/autograd.h"
#include "graft/ops/broadcast.h"
#include "graft/ops/elementwise.h"
#include "graft/profile.h"
#include "ops/broadcasting.h"
#include "ops/masks.h"
#include "ops/op_check.h"
#include "ops/through_f32.h"

namespace graft {

using kernels::Binary;

namespace {

// grad_left = grad_output / right,  grad_right = -grad_output output / right
Tensor quotient_of(const Tensor& left, const Tensor& right) {
  Tensor output = broadcast_binary("divide", Binary::kDivide, left, right);
  const Tensor output_if_read = wants_gradient({right}) ? output.detach() : Tensor();
  return record_gradient(output, {left, right},
                         [output_if_read, right, left_shape = left.shape()](
                             const Tensor& grad_output, Gradients& grads) {
                           const Tensor quotient =
                               broadcast_binary("divide", Binary::kDivide, grad_output, right);
                           if (grads.needed(0)) grads.add(0, sum_to(quotient, left_shape));
                           if (grads.needed(1)) {
                             const Tensor product = broadcast_binary("divide", Binary::kMultiply,
                                                                     quotient, output_if_read);
                             grads.add(1, scale(sum_to(product, right.shape()), -1.0f));
                           }
                         });
}

// Each element of grad_output belongs to the operand that the output was taken from.
Tensor extreme_of(const char* op, Binary kind, Comparison takes_left, const Tensor& left,
                  const Tensor& right) {
  Tensor output = broadcast_binary(op, kind, left, right);
  if (!wants_gradient({left, right})) return output;
  return record_gradient(
      output, {left, right},
      [from_left = compare(op, takes_left, left, right), left_shape = left.shape(),
       right_shape = right.shape()](const Tensor& grad_output, Gradients& grads) {
        const Tensor zero = Tensor::scalar(0.0f);
        if (grads.needed(0)) {
          grads.add(0, sum_to(choose(from_left, grad_output, zero), left_shape));
        }
        if (grads.needed(1)) {
          grads.add(1, sum_to(choose(from_left, zero, grad_output), right_shape));
        }
      });
}

Tensor extreme(const char* op, Binary kind, Comparison takes_left, const Tensor& left,
               const Tensor& right) {
  require_float(op, "left", left);
  require_float(op, "right", right);
  return through_f32(
      [=](const Tensor& a, const Tensor& b) { return extreme_of(op, kind, takes_left, a, b); },
      left, right);
}

}  // namespace

Tensor divide(const Tensor& left, const Tensor& right) {
  const OpScope scope("divide");
  require_float("divide", "left", left);
  require_float("divide", "right", right);
  return through_f32(quotient_of, left, right);
}

Tensor maximum(const Tensor& left, const Tensor& right) {
  const OpScope scope("maximum");
  return extreme("maximum", Binary::kMaximum, Comparison::kNotLess, left, right);
}

Tensor minimum(const Tensor& left, const Tensor& right) {
  const OpScope scope("minimum");
  return extreme("minimum", Binary::kMinimum, Comparison::kNotGreater, left, right);
}

}  // namespace graft
