#pragma once

#include "graft/nn/linear.h"
#include "graft/ops/activation.h"
#include "options.h"

namespace graft {

/// Two linear maps with an activation between them, `mlp` in GPT-2 checkpoints.
class FeedForward : public Module {
 public:
  FeedForward(const AutoregressiveOptions& options, Rng& rng);

  /// [batch, seq, hidden] -> [batch, seq, hidden]
  Tensor forward(const Tensor& hidden_states, ForwardContext& context) const;

 private:
  Activation activation_;
  Linear c_fc_;
  Linear c_proj_;
};

}  // namespace graft
