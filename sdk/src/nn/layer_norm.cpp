#include "graft/nn/layer_norm.h"

#include "graft/ops/layer_norm.h"

namespace graft {

LayerNorm::LayerNorm(std::int64_t hidden_size, float epsilon_value)
    : weight(register_parameter("weight", Tensor::full({hidden_size}, 1.0f))),
      bias(register_parameter("bias", Tensor::zeros({hidden_size}))),
      epsilon(epsilon_value) {}

Tensor LayerNorm::forward(const Tensor& hidden_states) const {
  return layer_norm(hidden_states, weight, bias, epsilon);
}

SummedNorm LayerNorm::add_forward(const Tensor& hidden_states, const Tensor& residual) const {
  return add_layer_norm(hidden_states, residual, weight, bias, epsilon);
}

}  // namespace graft
