#include "attention.h"

#include <cmath>

#include "graft/ops/attention.h"
#include "graft/ops/shape.h"
#include "graft/ops/split.h"
#include "initial_values.h"

namespace graft {

namespace {

float attention_scale(const AutoregressiveOptions& options, std::int64_t layer) {
  const std::int64_t head_size = options.hidden_size / options.num_heads;
  float scale = options.scale_attention ? 1.0f / std::sqrt(static_cast<float>(head_size)) : 1.0f;
  if (options.scale_attention_by_layer) scale /= static_cast<float>(layer + 1);
  return scale;
}

}  // namespace

CausalSelfAttention::CausalSelfAttention(const AutoregressiveOptions& options, std::int64_t layer,
                                         Rng& rng)
    : prefix_point(GraftPointKind::kAttention, options.hidden_size, options.hidden_size),
      layer_(layer),
      hidden_size_(options.hidden_size),
      num_heads_(options.num_heads),
      scale_(attention_scale(options, layer)),
      c_attn_(hidden_size_, 3 * hidden_size_, inner_init(options), rng),
      c_proj_(hidden_size_, hidden_size_, residual_init(options), rng) {
  register_graft_point("", prefix_point);
  register_module("c_attn", c_attn_);
  register_module("c_proj", c_proj_);
}

Tensor CausalSelfAttention::forward(const Tensor& hidden_states,
                                    const std::vector<KeyValue>& prefixes,
                                    const AttentionInput& input, ForwardContext& context) const {
  AttentionOptions how;
  how.num_heads = num_heads_;
  how.scale = scale_;
  how.causal = true;
  how.prefix_lengths = input.prefix_lengths;
  const Tensor query_key_value = c_attn_.forward(hidden_states, context);
  if (prefixes.empty() && input.cache == nullptr) {
    return c_proj_.forward(self_attention(query_key_value, input.key_mask, how), context);
  }

  const std::vector<Tensor> parts = split_equal(query_key_value, 2, 3);
  std::vector<Tensor> keys;
  std::vector<Tensor> values;
  for (const KeyValue& prefix : prefixes) {
    keys.push_back(prefix.key);
    values.push_back(prefix.value);
  }
  keys.push_back(parts[1]);
  values.push_back(parts[2]);
  Tensor key = keys.size() == 1 ? keys.front() : concat(keys, 1);
  Tensor value = values.size() == 1 ? values.front() : concat(values, 1);
  if (input.cache != nullptr) {
    input.cache->append(layer_, key, value);
    key = input.cache->keys[static_cast<std::size_t>(layer_)];
    value = input.cache->values[static_cast<std::size_t>(layer_)];
  }
  return c_proj_.forward(attention(parts[0], key, value, input.key_mask, how), context);
}

}  // namespace graft
