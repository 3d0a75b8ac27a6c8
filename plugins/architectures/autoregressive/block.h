#pragma once

#include <vector>

#include "attention.h"
#include "graft/nn/feed_forward.h"
#include "graft/nn/layer_norm.h"

namespace graft {

/// One transformer block with normalization in front of each sub-layer.
class Block : public Module {
 public:
  Block(const AutoregressiveOptions& options, std::int64_t layer, Rng& rng);

  /// hidden_states [batch, seq, hidden] -> [batch, seq, hidden]
  Tensor forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                 const AttentionInput& input, ForwardContext& context) const;

  /// Learned keys and values for `batch` rows of this block's attention.
  std::vector<KeyValue> prefixes(std::int64_t batch, ForwardContext& context) const;

 private:
  float dropout_;
  LayerNorm ln_1_;
  CausalSelfAttention attn_;
  GraftPoint attention_output_;
  LayerNorm ln_2_;
  FeedForward mlp_;
  GraftPoint feed_forward_output_;
};

}  // namespace graft
