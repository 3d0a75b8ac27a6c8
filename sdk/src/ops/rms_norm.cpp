#include "graft/ops/rms_norm.h"

#include "graft/autograd.h"
#include "graft/profile.h"
#include "kernels/rms_norm.h"
#include "ops/norm_parts.h"
#include "ops/op_check.h"

namespace graft {
namespace {

void require_sizes(const char* op, const Tensor& hidden_states, const Tensor& weight) {
  require_float(op, "hidden_states", hidden_states);
  require_f32(op, "weight", weight);
  require_rank_at_least(op, "hidden_states", hidden_states, 1);
  require_shape(op, "weight", weight, {hidden_states.dim(-1)},
                "Check `hidden_size` in the model config against the checkpoint.");
}

// output = x / sqrt(mean(x^2) + epsilon) * weight, where x = hidden_states, found as `input` says;
// its gradient is in the kernel
Tensor normalized(const Tensor& hidden_states, const kernels::NormInput& input,
                  const Tensor& weight, float epsilon) {
  const std::int64_t rows = rows_of(hidden_states);
  const std::int64_t columns = hidden_states.dim(-1);
  Tensor output(hidden_states.shape(), hidden_states.dtype());
  Tensor inverse_root(Shape{rows});
  kernels::rms_norm(input, weight.data<float>(), epsilon, rows, columns,
                    kernels::elements_of(output), inverse_root.data<float>());
  return record_gradient(
      output, {hidden_states, weight}, [=](const Tensor& grad_output, Gradients& grads) {
        NormInputGradient grad_input = norm_input_gradient(hidden_states, grads);
        Tensor grad_weight;
        if (grads.needed(1)) grad_weight = Tensor(Shape{columns});
        kernels::rms_norm_gradient(kernels::elements_of(hidden_states), weight.data<float>(),
                                   inverse_root.data<float>(), kernels::elements_of(grad_output),
                                   rows, columns, grad_input.places,
                                   grad_weight.defined() ? grad_weight.data<float>() : nullptr);
        if (grad_input.gradient.defined()) grads.add(0, grad_input.gradient);
        if (grad_weight.defined()) grads.add(1, grad_weight);
      });
}

}  // namespace

Tensor rms_norm(const Tensor& hidden_states, const Tensor& weight, float epsilon) {
  const OpScope scope("rms_norm");
  require_sizes("rms_norm", hidden_states, weight);
  return normalized(hidden_states, {kernels::elements_of(hidden_states)}, weight, epsilon);
}

SummedNorm add_rms_norm(const Tensor& hidden_states, const Tensor& residual, const Tensor& weight,
                        float epsilon) {
  const OpScope scope("add_rms_norm");
  require_sizes("add_rms_norm", hidden_states, weight);
  const SumToNormalize sum = sum_to_normalize("add_rms_norm", hidden_states, residual);
  return {sum.sum, normalized(sum.sum, sum.input, weight, epsilon)};
}

}  // namespace graft
