#pragma once

#include "graft/nn/module.h"
#include "graft/ops/summed_norm.h"

namespace graft {

/// Layer normalization with learned gain and bias, see ops/layer_norm.h.
class GRAFT_API LayerNorm : public Module {
 public:
  LayerNorm(std::int64_t hidden_size, float epsilon);

  Tensor forward(const Tensor& hidden_states) const;
  /// Of hidden_states + residual, together with that sum.
  SummedNorm add_forward(const Tensor& hidden_states, const Tensor& residual) const;

  Tensor weight;  // [hidden], starts at 1
  Tensor bias;    // [hidden], starts at 0
  float epsilon;
};

}  // namespace graft
