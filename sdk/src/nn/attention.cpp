#include "graft/nn/attention.h"

#include <cmath>

#include "graft/ops/attention.h"
#include "graft/ops/rotary.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

std::int64_t head_size(const MultiHeadAttentionOptions& options) {
  return options.head_size > 0 ? options.head_size : options.hidden_size / options.num_heads;
}

std::int64_t query_width(const MultiHeadAttentionOptions& options) {
  return options.num_heads * head_size(options);
}

std::int64_t key_width(const MultiHeadAttentionOptions& options) {
  const std::int64_t heads =
      options.num_key_value_heads > 0 ? options.num_key_value_heads : options.num_heads;
  return heads * head_size(options);
}

std::int64_t source_size(const MultiHeadAttentionOptions& options) {
  return options.source_size > 0 ? options.source_size : options.hidden_size;
}

/// `last` behind the keys, or the values, of prefixes.
Tensor behind(const std::vector<KeyValue>& prefixes, Tensor KeyValue::*part, const Tensor& last) {
  if (prefixes.empty()) return last;
  std::vector<Tensor> all;
  for (const KeyValue& prefix : prefixes) all.push_back(prefix.*part);
  all.push_back(last);
  return concat(all, 1);
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(const MultiHeadAttentionOptions& options, Rng& rng)
    : prefix_point(GraftPointKind::kAttention, key_width(options), key_width(options)),
      num_heads_(options.num_heads),
      num_key_value_heads_(options.num_key_value_heads),
      scale_(options.scale != 0.0f ? options.scale
                                   : 1.0f / std::sqrt(static_cast<float>(head_size(options)))),
      query_(options.hidden_size, query_width(options),
             {.standard_deviation = options.query_deviation, .bias = options.bias}, rng),
      key_(source_size(options), key_width(options),
           {.standard_deviation = options.key_value_deviation, .bias = options.bias}, rng),
      value_(source_size(options), key_width(options),
             {.standard_deviation = options.key_value_deviation, .bias = options.bias}, rng),
      output_(query_width(options), options.hidden_size,
              {.standard_deviation = options.output_deviation, .bias = options.output_bias}, rng) {
  register_graft_point("", prefix_point);
  register_module(options.query_name, query_);
  register_module(options.key_name, key_);
  register_module(options.value_name, value_);
  register_module(options.output_name, output_);
}

Tensor MultiHeadAttention::forward(const Tensor& hidden_states,
                                   const std::vector<KeyValue>& prefixes, const AttentionPass& pass,
                                   ForwardContext& context) const {
  Tensor query = query_.forward(hidden_states, context);
  Tensor key = key_.forward(hidden_states, context);
  if (pass.inverse_frequencies != nullptr) {
    query = rotary_embedding(query, pass.rotary_positions, *pass.inverse_frequencies);
    key = rotary_embedding(key, pass.rotary_positions, *pass.inverse_frequencies);
  }
  key = behind(prefixes, &KeyValue::key, key);
  Tensor value = behind(prefixes, &KeyValue::value, value_.forward(hidden_states, context));
  if (pass.cache != nullptr) {
    pass.cache->append(pass.layer, key, value);
    key = pass.cache->keys[static_cast<std::size_t>(pass.layer)];
    value = pass.cache->values[static_cast<std::size_t>(pass.layer)];
  }
  return attended(query, key, value, pass, context);
}

KeyValue MultiHeadAttention::source(const Tensor& source_states, ForwardContext& context) const {
  return {key_.forward(source_states, context), value_.forward(source_states, context)};
}

Tensor MultiHeadAttention::attend(const Tensor& hidden_states, const KeyValue& source,
                                  const std::vector<KeyValue>& prefixes, const AttentionPass& pass,
                                  ForwardContext& context) const {
  return attended(query_.forward(hidden_states, context),
                  behind(prefixes, &KeyValue::key, source.key),
                  behind(prefixes, &KeyValue::value, source.value), pass, context);
}

Tensor MultiHeadAttention::attended(const Tensor& query, const Tensor& key, const Tensor& value,
                                    const AttentionPass& pass, ForwardContext& context) const {
  AttentionOptions how;
  how.num_heads = num_heads_;
  how.num_key_value_heads = num_key_value_heads_;
  how.scale = scale_;
  how.causal = pass.causal;
  how.prefix_lengths = pass.prefix_lengths;
  return output_.forward(attention(query, key, value, pass.key_mask, pass.bias, how), context);
}

}  // namespace graft
