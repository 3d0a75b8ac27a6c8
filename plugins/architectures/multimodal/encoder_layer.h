#pragma once

#include <vector>

#include "graft/nn/attention.h"
#include "graft/nn/feed_forward.h"
#include "graft/nn/layer_norm.h"
#include "tower_options.h"

namespace graft {

/// One transformer layer with normalization in front of each sub-layer, parameters named as
/// CLIPEncoderLayer.
class EncoderLayer : public Module {
 public:
  EncoderLayer(const TowerOptions& options, Rng& rng);

  /// hidden_states [batch, seq, hidden] -> [batch, seq, hidden]
  Tensor forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                 const AttentionPass& pass, ForwardContext& context) const;

  /// Learned keys and values for `batch` rows.
  std::vector<KeyValue> prefixes(std::int64_t batch, ForwardContext& context) const;

 private:
  float dropout_;
  MultiHeadAttention self_attn_;
  GraftPoint attention_output_;
  LayerNorm layer_norm1_;
  FeedForward mlp_;
  GraftPoint feed_forward_output_;
  LayerNorm layer_norm2_;
};

}  // namespace graft
