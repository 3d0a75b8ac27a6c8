#pragma once

#include "graft/nn/attention.h"
#include "graft/nn/feed_forward.h"
#include "graft/nn/layer_norm.h"
#include "options.h"

namespace graft {

/// One transformer block with normalization behind each sub-layer.
class EncoderLayer : public Module {
 public:
  EncoderLayer(const AutoencodingOptions& options, Rng& rng);

  /// hidden_states [batch, seq, hidden] -> [batch, seq, hidden]. `attention_mask` [batch, seq] i64
  /// may be undefined.
  Tensor forward(const Tensor& hidden_states, const Tensor& attention_mask,
                 ForwardContext& context) const;

 private:
  float dropout_;
  MultiHeadAttention attention_;
  GraftPoint attention_output_;
  LayerNorm attention_norm_;
  FeedForward feed_forward_;
  GraftPoint feed_forward_output_;
  LayerNorm output_norm_;
};

}  // namespace graft
