#pragma once

#include <memory>
#include <vector>

#include "graft/nn/attention.h"
#include "graft/nn/decoder_positions.h"
#include "graft/nn/embedding.h"
#include "graft/nn/feed_forward.h"
#include "graft/nn/rms_norm.h"

namespace graft {

/// How rotary frequencies are stretched for texts longer than the model first saw.
enum class RopeScaling {
  kNone,
  kLinear,  // all divided by `factor`. Chen et al., "Extending Context Window …", 2023
  kLlama3,  // slow ones divided by `factor`, fast ones kept, those between blended
};

struct GRAFT_API LlamaOptions {
  std::int64_t vocab_size = 0;
  std::int64_t padding_id = kNoPadding;  // the token whose embedding is zero and learns nothing
  std::int64_t hidden_size = 4096;
  std::int64_t intermediate_size = 11008;
  std::int64_t num_layers = 32;
  std::int64_t num_heads = 32;
  std::int64_t num_key_value_heads = 32;
  std::int64_t head_size = 0;  // 0: hidden_size / num_heads
  Activation activation = Activation::kSilu;
  float rms_norm_epsilon = 1e-6f;
  float rope_theta = 10000.0f;
  RopeScaling rope_scaling = RopeScaling::kNone;
  float rope_factor = 1.0f;
  float rope_low_frequency_factor = 1.0f;  // of kLlama3
  float rope_high_frequency_factor = 4.0f;
  std::int64_t rope_original_positions = 8192;
  bool attention_bias = false;
  bool feed_forward_bias = false;
  float dropout = 0.0f;  // on what attention and feed-forward part add to the stream
  float initializer_range = 0.02f;
};

/// Angle per position of each pair of elements, head_size / 2 numbers.
GRAFT_API std::vector<float> rotary_frequencies(const LlamaOptions& options);

/// One block of LlamaDecoder.
class GRAFT_API LlamaBlock : public Module {
 public:
  LlamaBlock(const LlamaOptions& options, Rng& rng);

  /// hidden_states [batch, seq, hidden] -> [batch, seq, hidden]
  Tensor forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                 const AttentionPass& pass, ForwardContext& context) const;

  /// Learned keys and values for `batch` rows.
  std::vector<KeyValue> prefixes(std::int64_t batch, ForwardContext& context) const;

 private:
  float dropout_;
  RmsNorm input_norm_;
  MultiHeadAttention attention_;
  GraftPoint attention_output_;
  RmsNorm post_attention_norm_;
  FeedForward feed_forward_;
  GraftPoint feed_forward_output_;
};

/// Token embeddings, blocks with RMS norms, rotary positions, grouped-query attention and gated
/// feed-forward parts, and a last norm; parameters named as LlamaModel.
/// Source: Touvron et al., "LLaMA: Open and Efficient Foundation Language Models", 2023.
class GRAFT_API LlamaDecoder : public Module {
 public:
  /// Throws InputError for sizes that do not fit together.
  LlamaDecoder(const LlamaOptions& options, Rng& rng);

  struct Output {
    Tensor last_hidden_state;           // [batch, seq, hidden]
    std::vector<Tensor> hidden_states;  // if the context asks for them
  };
  /// Passes embedded tokens [batch, seq, hidden]; `input` says where they stand, but for
  /// `prefix_length` and `max_positions`, which the decoder fills in: its positions have no end.
  /// With a cache they follow what it holds and are added to it.
  Output forward(const Tensor& embedded, DecoderInput input, ForwardContext& context) const;

  /// ids [batch, seq] -> [batch, seq, hidden]
  Tensor embed(const Tensor& input_ids, ForwardContext& context) const {
    return embed_tokens_.forward(input_ids, context);
  }
  /// [vocab, hidden]
  const Tensor& word_embeddings() const { return embed_tokens_.point.weight; }
  KvCache make_cache() const { return KvCache(options_.num_layers); }

 private:
  LlamaOptions options_;
  std::vector<float> inverse_frequencies_;
  Embedding embed_tokens_;
  std::vector<std::unique_ptr<LlamaBlock>> blocks_;
  RmsNorm norm_;
};

}  // namespace graft
