#pragma once

#include <memory>
#include <string>

#include "graft/nn/linear.h"
#include "graft/ops/activation.h"

namespace graft {

/// How a feed-forward part is built. Names are paths below the module, as checkpoints spell them.
struct GRAFT_API FeedForwardOptions {
  std::int64_t hidden_size = 0;
  std::int64_t intermediate_size = 0;
  Activation activation = Activation::kGelu;
  bool bias = true;
  WeightLayout layout = WeightLayout::kOutIn;
  float dropout = 0.0f;  // on what goes into the outer map
  std::string inner_name = "fc1";
  std::string outer_name = "fc2";
  std::string gate_name;  // empty: no gate
  // Standard deviations of fresh weights; the gate's is that of the inner map.
  float inner_deviation = 0.02f;
  float outer_deviation = 0.02f;
};

/// outer(activation(inner(x))), or with a gate outer(activation(gate(x)) * inner(x)), for
/// x [batch, seq, hidden] -> [batch, seq, hidden].
/// Source of the gate: Shazeer, "GLU Variants Improve Transformer", 2020.
class GRAFT_API FeedForward : public Module {
 public:
  FeedForward(const FeedForwardOptions& options, Rng& rng);

  Tensor forward(const Tensor& hidden_states, ForwardContext& context) const;

 private:
  Activation activation_;
  float dropout_;
  Linear inner_;
  Linear outer_;
  std::unique_ptr<Linear> gate_;
};

}  // namespace graft
