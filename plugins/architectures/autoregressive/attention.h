#pragma once

#include <vector>

#include "graft/nn/kv_cache.h"
#include "graft/nn/linear.h"
#include "options.h"

namespace graft {

/// What all attentions of one pass share.
struct AttentionInput {
  Tensor key_mask;           // [batch, past + seq] i64, 1 = seen; undefined: all seen
  Tensor prefix_lengths;     // [batch] i64, see AttentionOptions; undefined: none
  KvCache* cache = nullptr;  // incremental decoding; nullptr: none
};

/// Multi-head attention that sees no later position, parameters as in GPT-2 checkpoints: `c_attn`
/// computes query, key and value at once.
class CausalSelfAttention : public Module {
 public:
  CausalSelfAttention(const AutoregressiveOptions& options, std::int64_t layer, Rng& rng);

  /// hidden_states [batch, seq, hidden] -> [batch, seq, hidden]. `prefixes` are learned keys and
  /// values in front of all others, see `prefix_point`.
  Tensor forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                 const AttentionInput& input, ForwardContext& context) const;

  GraftPoint prefix_point;

 private:
  std::int64_t layer_;
  std::int64_t hidden_size_;
  std::int64_t num_heads_;
  float scale_;
  Linear c_attn_;
  Linear c_proj_;
};

}  // namespace graft
