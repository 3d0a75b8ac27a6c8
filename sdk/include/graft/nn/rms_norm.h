#pragma once

#include "graft/nn/module.h"

namespace graft {

/// Root-mean-square normalization with learned gain, see ops/rms_norm.h.
class GRAFT_API RmsNorm : public Module {
 public:
  RmsNorm(std::int64_t hidden_size, float epsilon);

  Tensor forward(const Tensor& hidden_states) const;

  Tensor weight;  // [hidden], starts at 1
  float epsilon;
};

}  // namespace graft
