#include "graft/ops/rms_norm.h"

#include "graft/autograd.h"
#include "graft/profile.h"
#include "kernels/rms_norm.h"
#include "ops/op_check.h"

namespace graft {

// output = input / sqrt(mean(input^2) + epsilon) * weight; its gradient is in the kernel
Tensor rms_norm(const Tensor& hidden_states, const Tensor& weight, float epsilon) {
  const OpScope scope("rms_norm");
  require_float("rms_norm", "hidden_states", hidden_states);
  require_f32("rms_norm", "weight", weight);
  require_rank_at_least("rms_norm", "hidden_states", hidden_states, 1);
  require_shape("rms_norm", "weight", weight, {hidden_states.dim(-1)},
                "Check `hidden_size` in the model config against the checkpoint.");
  const std::int64_t rows = rows_of(hidden_states);
  const std::int64_t columns = hidden_states.dim(-1);
  Tensor output(hidden_states.shape(), hidden_states.dtype());
  Tensor inverse_root(Shape{rows});
  kernels::rms_norm(kernels::elements_of(hidden_states), weight.data<float>(), epsilon, rows,
                    columns, kernels::elements_of(output), inverse_root.data<float>());
  return record_gradient(
      output, {hidden_states, weight}, [=](const Tensor& grad_output, Gradients& grads) {
        Tensor grad_input;
        Tensor grad_weight;
        if (grads.needed(0)) grad_input = Tensor(hidden_states.shape(), hidden_states.dtype());
        if (grads.needed(1)) grad_weight = Tensor(Shape{columns});
        kernels::rms_norm_gradient(
            kernels::elements_of(hidden_states), weight.data<float>(), inverse_root.data<float>(),
            kernels::elements_of(grad_output), rows, columns,
            grad_input.defined() ? kernels::elements_of(grad_input) : kernels::Elements(),
            grad_weight.defined() ? grad_weight.data<float>() : nullptr);
        if (grad_input.defined()) grads.add(0, grad_input);
        if (grad_weight.defined()) grads.add(1, grad_weight);
      });
}

}  // namespace graft
