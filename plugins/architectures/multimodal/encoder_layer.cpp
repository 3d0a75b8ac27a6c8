#include "encoder_layer.h"

#include <cmath>

#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"

namespace graft {

namespace {

/// 1 / sqrt(hidden_size), and for what is one of two terms a layer adds to the stream smaller by
/// the root of their number. Source: the published initialization of CLIPModel.
float width_deviation(const TowerOptions& options) {
  return options.initializer_factor / std::sqrt(static_cast<float>(options.hidden_size));
}

float depth_deviation(const TowerOptions& options) {
  return width_deviation(options) / std::sqrt(2.0f * static_cast<float>(options.num_layers));
}

MultiHeadAttentionOptions attention_options(const TowerOptions& options) {
  MultiHeadAttentionOptions result;
  result.hidden_size = options.hidden_size;
  result.num_heads = options.num_heads;
  result.query_deviation = depth_deviation(options);
  result.key_value_deviation = depth_deviation(options);
  result.output_deviation = width_deviation(options);
  return result;
}

FeedForwardOptions feed_forward_options(const TowerOptions& options) {
  FeedForwardOptions result;
  result.hidden_size = options.hidden_size;
  result.intermediate_size = options.intermediate_size;
  result.activation = activation_named(options.activation);
  result.inner_deviation = width_deviation(options) / std::sqrt(2.0f);
  result.outer_deviation = depth_deviation(options);
  return result;
}

}  // namespace

EncoderLayer::EncoderLayer(const TowerOptions& options, Rng& rng)
    : dropout_(options.dropout),
      self_attn_(attention_options(options), rng),
      attention_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size),
      layer_norm1_(options.hidden_size, options.layer_norm_epsilon),
      mlp_(feed_forward_options(options), rng),
      feed_forward_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size),
      layer_norm2_(options.hidden_size, options.layer_norm_epsilon) {
  register_module("self_attn", self_attn_);
  register_graft_point("self_attn", attention_output_);
  register_module("layer_norm1", layer_norm1_);
  register_module("mlp", mlp_);
  register_graft_point("mlp", feed_forward_output_);
  register_module("layer_norm2", layer_norm2_);
}

Tensor EncoderLayer::forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                             const AttentionPass& pass, ForwardContext& context) const {
  const Tensor normed = layer_norm1_.forward(hidden_states);
  const Tensor attended =
      dropout(self_attn_.forward(normed, prefixes, pass, context), dropout_, context);
  const auto [between, normed_again] = layer_norm2_.add_forward(
      hidden_states, attention_output_.apply_output(normed, attended, context));
  const Tensor fed = dropout(mlp_.forward(normed_again, context), dropout_, context);
  return add(between, feed_forward_output_.apply_output(normed_again, fed, context));
}

std::vector<KeyValue> EncoderLayer::prefixes(std::int64_t batch, ForwardContext& context) const {
  return self_attn_.prefix_point.prefixes(batch, context);
}

}  // namespace graft
