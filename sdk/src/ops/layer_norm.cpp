#include "graft/ops/layer_norm.h"

#include "graft/autograd.h"
#include "graft/profile.h"
#include "kernels/layer_norm.h"
#include "ops/norm_parts.h"
#include "ops/op_check.h"

namespace graft {
namespace {

void require_sizes(const char* op, const Tensor& hidden_states, const Tensor& weight,
                   const Tensor& bias) {
  constexpr const char* kHint = "Check `hidden_size` in the model config against the checkpoint.";
  require_float(op, "hidden_states", hidden_states);
  require_f32(op, "weight", weight);
  require_f32(op, "bias", bias);
  require_rank_at_least(op, "hidden_states", hidden_states, 1);
  require_shape(op, "weight", weight, {hidden_states.dim(-1)}, kHint);
  require_shape(op, "bias", bias, {hidden_states.dim(-1)}, kHint);
}

// output = (x - mean) / sqrt(variance + epsilon) * weight + bias, where x = hidden_states, found as
// `input` says; its gradient is in the kernel
Tensor normalized(const Tensor& hidden_states, const kernels::NormInput& input,
                  const Tensor& weight, const Tensor& bias, float epsilon) {
  const std::int64_t rows = rows_of(hidden_states);
  const std::int64_t columns = hidden_states.dim(-1);
  Tensor output(hidden_states.shape(), hidden_states.dtype());
  Tensor mean(Shape{rows});
  Tensor inverse_deviation(Shape{rows});
  kernels::layer_norm(input, weight.data<float>(), bias.data<float>(), epsilon, rows, columns,
                      kernels::elements_of(output), mean.data<float>(),
                      inverse_deviation.data<float>());
  return record_gradient(output, {hidden_states, weight, bias},
                         [hidden_states, weight, mean, inverse_deviation, rows, columns](
                             const Tensor& grad_output, Gradients& grads) {
                           NormInputGradient grad_input = norm_input_gradient(hidden_states, grads);
                           Tensor grad_weight;
                           Tensor grad_bias;
                           kernels::LayerNormGradients places;
                           places.input = grad_input.places;
                           if (grads.needed(1)) {
                             grad_weight = Tensor(Shape{columns});
                             places.grad_weight = grad_weight.data<float>();
                           }
                           if (grads.needed(2)) {
                             grad_bias = Tensor(Shape{columns});
                             places.grad_bias = grad_bias.data<float>();
                           }
                           kernels::layer_norm_gradient(
                               kernels::elements_of(hidden_states), weight.data<float>(),
                               mean.data<float>(), inverse_deviation.data<float>(),
                               kernels::elements_of(grad_output), rows, columns, places);
                           if (grad_input.gradient.defined()) grads.add(0, grad_input.gradient);
                           if (grad_weight.defined()) grads.add(1, grad_weight);
                           if (grad_bias.defined()) grads.add(2, grad_bias);
                         });
}

}  // namespace

Tensor layer_norm(const Tensor& hidden_states, const Tensor& weight, const Tensor& bias,
                  float epsilon) {
  const OpScope scope("layer_norm");
  require_sizes("layer_norm", hidden_states, weight, bias);
  return normalized(hidden_states, {kernels::elements_of(hidden_states)}, weight, bias, epsilon);
}

SummedNorm add_layer_norm(const Tensor& hidden_states, const Tensor& residual, const Tensor& weight,
                          const Tensor& bias, float epsilon) {
  const OpScope scope("add_layer_norm");
  require_sizes("add_layer_norm", hidden_states, weight, bias);
  const SumToNormalize sum = sum_to_normalize("add_layer_norm", hidden_states, residual);
  return {sum.sum, normalized(sum.sum, sum.input, weight, bias, epsilon)};
}

}  // namespace graft
