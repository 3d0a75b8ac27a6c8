#include "graft/ops/select.h"

#include <string>
#include <vector>

#include "graft/autograd.h"
#include "graft/error.h"
#include "graft/ops/broadcast.h"
#include "graft/profile.h"
#include "ops/broadcasting.h"
#include "ops/masks.h"
#include "ops/mixed_floats.h"
#include "ops/op_check.h"
#include "ops/op_dimension.h"

namespace graft {

// grad_if_true = grad_output where the condition holds, 0 elsewhere; grad_if_false the other way
// round; both summed over repetitions
Tensor where(const Tensor& condition, const Tensor& if_true, const Tensor& if_false) {
  const OpScope scope("where");
  const Tensor truth = as_bool("where", "condition", condition);
  require_defined("where", "if_true", if_true);
  require_defined("where", "if_false", if_false);
  const std::vector<Tensor> values = in_one_float({if_true, if_false});
  if (values[0].dtype() != values[1].dtype()) {
    throw Error(std::string("where: if_true is ") + name_of(if_true.dtype()) + " and if_false is " +
                name_of(if_false.dtype()) + ". Convert one with Tensor::to.");
  }
  return record_gradient(choose(truth, values[0], values[1]), values,
                         [truth, true_shape = if_true.shape(), false_shape = if_false.shape()](
                             const Tensor& grad_output, Gradients& grads) {
                           const Tensor zero = Tensor::zeros({}, grad_output.dtype());
                           if (grads.needed(0)) {
                             grads.add(0, sum_to(choose(truth, grad_output, zero), true_shape));
                           }
                           if (grads.needed(1)) {
                             grads.add(1, sum_to(choose(truth, zero, grad_output), false_shape));
                           }
                         });
}

// grad_input = grad_output, 0 where the mask holds
Tensor masked_fill(const Tensor& input, const Tensor& mask, float value) {
  const OpScope scope("masked_fill");
  require_float("masked_fill", "input", input);
  const Tensor truth = as_bool("masked_fill", "mask", mask);
  if (broadcast_shape("masked_fill", "input", input.shape(), "mask", mask.shape()) !=
      input.shape()) {
    throw ShapeError("masked_fill: mask " + to_string(mask.shape()) + " is larger than input " +
                     to_string(input.shape()) + ".");
  }
  return record_gradient(choose(truth, Tensor::scalar(value).to(input.dtype()), input), {input},
                         [truth](const Tensor& grad_output, Gradients& grads) {
                           const Tensor zero = Tensor::zeros({}, grad_output.dtype());
                           grads.add(0, choose(truth, zero, grad_output));
                         });
}

}  // namespace graft
