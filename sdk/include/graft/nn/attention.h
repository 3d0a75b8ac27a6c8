#pragma once

#include <string>
#include <vector>

#include "graft/nn/kv_cache.h"
#include "graft/nn/linear.h"

namespace graft {

/// How an attention is built. Names are paths below the module, as checkpoints spell them.
struct GRAFT_API MultiHeadAttentionOptions {
  std::int64_t hidden_size = 0;  // width of what asks, and of the output
  std::int64_t source_size = 0;  // width of what is looked at; 0: hidden_size
  std::int64_t num_heads = 1;
  std::int64_t num_key_value_heads = 0;  // 0: num_heads
  std::int64_t head_size = 0;            // 0: hidden_size / num_heads
  float scale = 0.0f;                    // factor on query . key; 0: 1 / sqrt(head_size)
  bool bias = true;                      // of query, key and value
  bool output_bias = true;
  std::string query_name = "q_proj";
  std::string key_name = "k_proj";
  std::string value_name = "v_proj";
  std::string output_name = "out_proj";
  // Standard deviations of fresh weights.
  float query_deviation = 0.02f;
  float key_value_deviation = 0.02f;
  float output_deviation = 0.02f;
};

/// What one pass through an attention depends on beside its input; nothing needs to be set.
struct GRAFT_API AttentionPass {
  Tensor key_mask;        // [batch, past + seq] i64, 0 = hidden; undefined: all seen
  Tensor bias;            // [heads, seq, past + seq], added to the scores
  bool causal = false;    // no position sees a later one
  Tensor prefix_lengths;  // see AttentionOptions
  /// Where query and key are turned by their positions: [seq] or [batch, seq] i64.
  Tensor rotary_positions;
  const std::vector<float>* inverse_frequencies = nullptr;  // of rotary embeddings; null: none
  KvCache* cache = nullptr;  // incremental decoding: keys and values of `layer` are added to it
  std::int64_t layer = 0;
};

/// Multi-head attention with separate maps for query, key and value, and its graft point.
class GRAFT_API MultiHeadAttention : public Module {
 public:
  MultiHeadAttention(const MultiHeadAttentionOptions& options, Rng& rng);

  /// Positions look at each other: hidden_states [batch, seq, hidden] -> [batch, seq, hidden].
  /// `prefixes` are learned keys and values in front of all others (of `prefix_point`); give them
  /// in the first pass over a cache only.
  Tensor forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                 const AttentionPass& pass, ForwardContext& context) const;

  /// Keys and values of a source [batch, source_seq, source_size], to be looked at by `attend`.
  KeyValue source(const Tensor& source_states, ForwardContext& context) const;
  /// Positions look at a source: hidden_states [batch, seq, hidden] -> [batch, seq, hidden].
  /// `prefixes` stand in front of the source; `pass.key_mask` covers both.
  Tensor attend(const Tensor& hidden_states, const KeyValue& source,
                const std::vector<KeyValue>& prefixes, const AttentionPass& pass,
                ForwardContext& context) const;

  GraftPoint prefix_point;

 private:
  Tensor attended(const Tensor& query, const Tensor& key, const Tensor& value,
                  const AttentionPass& pass, ForwardContext& context) const;

  std::int64_t num_heads_;
  std::int64_t num_key_value_heads_;
  float scale_;
  Linear query_;
  Linear key_;
  Linear value_;
  Linear output_;
};

}  // namespace graft
