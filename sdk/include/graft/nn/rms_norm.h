#pragma once

#include "graft/nn/module.h"
#include "graft/ops/summed_norm.h"

namespace graft {

/// Root-mean-square normalization with learned gain, see ops/rms_norm.h.
class GRAFT_API RmsNorm : public Module {
 public:
  RmsNorm(std::int64_t hidden_size, float epsilon);

  Tensor forward(const Tensor& hidden_states) const;
  /// Of hidden_states + residual, together with that sum.
  SummedNorm add_forward(const Tensor& hidden_states, const Tensor& residual) const;

  Tensor weight;  // [hidden], starts at 1
  float epsilon;
};

}  // namespace graft
