#pragma once

#include <cmath>

#include "graft/nn/kv_cache.h"
#include "graft/nn/layer_norm.h"
#include "graft/nn/linear.h"
#include "graft/ops/activation.h"
#include "graft/ops/attention.h"
#include "graft/ops/elementwise.h"

/// One gated attention: x + out(silu(gate(n)) * attention(n)) with n = norm(x).
/// Source: Hua et al., "Transformer Quality in Linear Time", 2022, with softmax for its kernel.
class GatedAttention : public graft::Module {
 public:
  GatedAttention(std::int64_t hidden_size, std::int64_t num_heads, graft::Rng& rng)
      : norm_(hidden_size, 1e-5f),
        query_(hidden_size, hidden_size, {}, rng),
        key_(hidden_size, hidden_size, {}, rng),
        value_(hidden_size, hidden_size, {}, rng),
        gate_(hidden_size, hidden_size, {}, rng),
        out_(hidden_size, hidden_size, {}, rng) {
    how_.num_heads = num_heads;
    how_.scale = 1 / std::sqrt(static_cast<float>(hidden_size / num_heads));
    how_.causal = true;
    register_module("norm", norm_);
    register_module("query", query_);
    register_module("key", key_);
    register_module("value", value_);
    register_module("gate", gate_);
    register_module("out", out_);
  }

  /// [batch, seq, hidden] -> [batch, seq, hidden]. With `cache`, the tokens follow what it holds.
  graft::Tensor forward(const graft::Tensor& hidden_states, const graft::Tensor& key_mask,
                        std::int64_t layer, graft::KvCache* cache,
                        graft::ForwardContext& context) const {
    const graft::Tensor normed = norm_.forward(hidden_states);
    graft::Tensor key = key_.forward(normed, context);
    graft::Tensor value = value_.forward(normed, context);
    if (cache != nullptr) {
      cache->append(layer, key, value);
      key = cache->keys.at(layer);
      value = cache->values.at(layer);
    }
    const graft::Tensor query = query_.forward(normed, context);
    const graft::Tensor mixed = graft::attention(query, key, value, key_mask, how_);
    const graft::Tensor gate =
        graft::activate(gate_.forward(normed, context), graft::Activation::kSilu);
    return graft::add(hidden_states, out_.forward(graft::multiply(gate, mixed), context));
  }

 private:
  graft::AttentionOptions how_;
  graft::LayerNorm norm_;
  graft::Linear query_, key_, value_, gate_, out_;
};
