#include "ops/norm_parts.h"

#include <utility>

#include "graft/ops/elementwise.h"
#include "ops/op_check.h"

namespace graft {

// grad_hidden_states = grad_residual = grad_sum
SumToNormalize sum_to_normalize(const char* op, const Tensor& hidden_states,
                                const Tensor& residual) {
  require_float(op, "residual", residual);
  require_shape(op, "residual", residual, hidden_states.shape());
  if (hidden_states.dtype() != residual.dtype()) {
    const Tensor sum = add(hidden_states, residual);
    return {sum, {kernels::elements_of(sum)}};
  }
  Tensor sum(hidden_states.shape(), hidden_states.dtype());
  const kernels::NormInput input = {kernels::elements_of(hidden_states),
                                    kernels::elements_of(residual), kernels::elements_of(sum)};
  return {record_gradient(sum, {hidden_states, residual},
                          [](const Tensor& grad_output, Gradients& grads) {
                            if (grads.needed(0)) grads.add(0, grad_output);
                            if (grads.needed(1)) grads.add(1, grad_output);
                          }),
          input};
}

NormInputGradient norm_input_gradient(const Tensor& input, Gradients& grads) {
  NormInputGradient result;
  if (!grads.needed(0)) return result;
  result.gradient = grads.take_so_far(0);
  if (result.gradient.defined()) {
    result.places.so_far = kernels::elements_of(std::as_const(result.gradient));
  } else {
    result.gradient = Tensor(input.shape(), input.dtype());
  }
  result.places.grad_input = kernels::elements_of(result.gradient);
  return result;
}

}  // namespace graft
