#include "graft/ops/layer_norm.h"

#include "graft/autograd.h"
#include "graft/profile.h"
#include "kernels/layer_norm.h"
#include "ops/op_check.h"

namespace graft {

// output = (x - mean) / sqrt(variance + epsilon) * weight + bias; its gradient is in the kernel
Tensor layer_norm(const Tensor& hidden_states, const Tensor& weight, const Tensor& bias,
                  float epsilon) {
  const OpScope scope("layer_norm");
  constexpr const char* kHint = "Check `hidden_size` in the model config against the checkpoint.";
  require_float("layer_norm", "hidden_states", hidden_states);
  require_f32("layer_norm", "weight", weight);
  require_f32("layer_norm", "bias", bias);
  require_rank_at_least("layer_norm", "hidden_states", hidden_states, 1);
  const std::int64_t columns = hidden_states.dim(-1);
  require_shape("layer_norm", "weight", weight, {columns}, kHint);
  require_shape("layer_norm", "bias", bias, {columns}, kHint);

  const std::int64_t rows = rows_of(hidden_states);
  Tensor output(hidden_states.shape(), hidden_states.dtype());
  Tensor mean(Shape{rows});
  Tensor inverse_deviation(Shape{rows});
  kernels::layer_norm(kernels::elements_of(hidden_states), weight.data<float>(), bias.data<float>(),
                      epsilon, rows, columns, kernels::elements_of(output), mean.data<float>(),
                      inverse_deviation.data<float>());
  return record_gradient(output, {hidden_states, weight, bias},
                         [hidden_states, weight, mean, inverse_deviation, rows, columns](
                             const Tensor& grad_output, Gradients& grads) {
                           Tensor grad_input;
                           Tensor grad_weight;
                           Tensor grad_bias;
                           kernels::LayerNormGradients places;
                           if (grads.needed(0)) {
                             grad_input = Tensor(hidden_states.shape(), hidden_states.dtype());
                             places.grad_input = kernels::elements_of(grad_input);
                           }
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
                           if (grad_input.defined()) grads.add(0, grad_input);
                           if (grad_weight.defined()) grads.add(1, grad_weight);
                           if (grad_bias.defined()) grads.add(2, grad_bias);
                         });
}

}  // namespace graft
