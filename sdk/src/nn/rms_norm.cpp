#include "graft/nn/rms_norm.h"

#include "graft/ops/rms_norm.h"

namespace graft {

RmsNorm::RmsNorm(std::int64_t hidden_size, float epsilon_value)
    : weight(register_parameter("weight", Tensor::full({hidden_size}, 1.0f))),
      epsilon(epsilon_value) {}

Tensor RmsNorm::forward(const Tensor& hidden_states) const {
  return rms_norm(hidden_states, weight, epsilon);
}

SummedNorm RmsNorm::add_forward(const Tensor& hidden_states, const Tensor& residual) const {
  return add_rms_norm(hidden_states, residual, weight, epsilon);
}

}  // namespace graft
