#include "encoder_layer.h"

#include <algorithm>

#include "graft/ops/dropout.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

MultiHeadAttentionOptions attention_options(const AutoencodingOptions& options) {
  MultiHeadAttentionOptions result;
  result.hidden_size = options.hidden_size;
  result.num_heads = options.num_heads;
  result.query_name = "self.query";
  result.key_name = "self.key";
  result.value_name = "self.value";
  result.output_name = "output.dense";
  result.query_deviation = options.initializer_range;
  result.key_value_deviation = options.initializer_range;
  result.output_deviation = options.initializer_range;
  return result;
}

FeedForwardOptions feed_forward_options(const AutoencodingOptions& options) {
  FeedForwardOptions result;
  result.hidden_size = options.hidden_size;
  result.intermediate_size = intermediate_size(options);
  result.activation = activation_named(options.activation);
  result.inner_name = "intermediate.dense";
  result.outer_name = "output.dense";
  result.inner_deviation = options.initializer_range;
  result.outer_deviation = options.initializer_range;
  return result;
}

/// The mask with the positions of learned prefixes, which are always seen, in front.
Tensor key_mask(const Tensor& attention_mask, const std::vector<KeyValue>& prefixes) {
  if (!attention_mask.defined()) return attention_mask;
  std::int64_t length = 0;
  for (const KeyValue& prefix : prefixes) length += prefix.key.dim(1);
  if (length == 0) return attention_mask;
  Tensor seen({attention_mask.dim(0), length}, DType::kInt64);
  std::fill_n(seen.data<std::int64_t>(), seen.numel(), std::int64_t{1});
  return concat({seen, attention_mask}, 1);
}

}  // namespace

EncoderLayer::EncoderLayer(const AutoencodingOptions& options, Rng& rng)
    : dropout_(options.dropout),
      attention_(attention_options(options), rng),
      attention_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size),
      attention_norm_(options.hidden_size, options.layer_norm_epsilon),
      feed_forward_(feed_forward_options(options), rng),
      feed_forward_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size),
      output_norm_(options.hidden_size, options.layer_norm_epsilon) {
  register_module("attention", attention_);
  register_graft_point("attention.output", attention_output_);
  register_module("attention.output.LayerNorm", attention_norm_);
  register_module("", feed_forward_);
  register_graft_point("output", feed_forward_output_);
  register_module("output.LayerNorm", output_norm_);
}

Tensor EncoderLayer::forward(const Tensor& hidden_states, const Tensor& attention_mask,
                             ForwardContext& context) const {
  const std::vector<KeyValue> prefixes =
      attention_.prefix_point.prefixes(hidden_states.dim(0), context);
  AttentionPass pass;
  pass.key_mask = key_mask(attention_mask, prefixes);
  const Tensor attended =
      dropout(attention_.forward(hidden_states, prefixes, pass, context), dropout_, context);
  const Tensor between =
      attention_norm_
          .add_forward(attention_output_.apply_output(hidden_states, attended, context),
                       hidden_states)
          .normalized;
  const Tensor fed = dropout(feed_forward_.forward(between, context), dropout_, context);
  return output_norm_.add_forward(feed_forward_output_.apply_output(between, fed, context), between)
      .normalized;
}

}  // namespace graft
