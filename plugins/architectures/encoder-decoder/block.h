#pragma once

#include <memory>
#include <vector>

#include "graft/nn/attention.h"
#include "graft/nn/feed_forward.h"
#include "graft/nn/rms_norm.h"
#include "options.h"
#include "relative_position_bias.h"

namespace graft {

enum class StackKind { kEncoder, kDecoder };

/// What all blocks of one pass share.
struct BlockPass {
  AttentionPass self;   // how positions look at each other
  AttentionPass cross;  // how those of a decoder look at the source
};

/// Sub-layers with normalization in front of each: self-attention, in a decoder attention to the
/// source, feed-forward part. T5Block.
class Block : public Module {
 public:
  /// `bias`, null but in the first block of a stack, is registered where that block's checkpoints
  /// have it.
  Block(const EncoderDecoderOptions& options, StackKind kind, RelativePositionBias* bias, Rng& rng);

  /// hidden_states [batch, seq, hidden] -> [batch, seq, hidden]. `source`, for decoders: of
  /// `source`, below.
  Tensor forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                 const KeyValue* source, const BlockPass& pass, ForwardContext& context) const;

  /// Learned keys and values for `batch` rows of self-attention.
  std::vector<KeyValue> prefixes(std::int64_t batch, ForwardContext& context) const;
  /// What a decoder's block looks at: keys and values of source_states [batch, source_seq, hidden],
  /// behind learned ones.
  KeyValue source(const Tensor& source_states, ForwardContext& context) const;

 private:
  struct Attention {
    Attention(const EncoderDecoderOptions& options, Rng& rng);
    MultiHeadAttention map;
    RmsNorm layer_norm;
    GraftPoint output;
  };

  float dropout_;
  Attention self_attention_;
  std::unique_ptr<Attention> cross_attention_;
  FeedForward feed_forward_;
  RmsNorm feed_forward_norm_;
  GraftPoint feed_forward_output_;
};

}  // namespace graft
