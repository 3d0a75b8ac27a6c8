#include "block.h"

#include <cmath>
#include <string>

#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

/// initializer_factor / sqrt(width).
float deviation(const EncoderDecoderOptions& options, std::int64_t width) {
  return options.initializer_factor / std::sqrt(static_cast<float>(width));
}

MultiHeadAttentionOptions attention_options(const EncoderDecoderOptions& options) {
  MultiHeadAttentionOptions attention;
  attention.hidden_size = options.hidden_size;
  attention.num_heads = options.num_heads;
  attention.head_size = options.head_size;
  attention.scale = 1.0f;  // the fresh weights of the query are small instead
  attention.bias = false;
  attention.output_bias = false;
  attention.query_name = "q";
  attention.key_name = "k";
  attention.value_name = "v";
  attention.output_name = "o";
  attention.query_deviation = deviation(options, options.hidden_size * options.head_size);
  attention.key_value_deviation = deviation(options, options.hidden_size);
  attention.output_deviation = deviation(options, options.num_heads * options.head_size);
  return attention;
}

FeedForwardOptions feed_forward_options(const EncoderDecoderOptions& options) {
  const bool is_gated = has_gate(options);
  FeedForwardOptions feed_forward;
  feed_forward.hidden_size = options.hidden_size;
  feed_forward.intermediate_size = options.intermediate_size;
  feed_forward.activation = activation_named(activation_name(options));
  feed_forward.bias = false;
  feed_forward.dropout = options.dropout;
  feed_forward.inner_name = is_gated ? "wi_1" : "wi";
  feed_forward.gate_name = is_gated ? "wi_0" : "";
  feed_forward.outer_name = "wo";
  feed_forward.inner_deviation = deviation(options, options.hidden_size);
  feed_forward.outer_deviation = deviation(options, options.intermediate_size);
  return feed_forward;
}

}  // namespace

Block::Attention::Attention(const EncoderDecoderOptions& options, Rng& rng)
    : map(attention_options(options), rng),
      layer_norm(options.hidden_size, options.layer_norm_epsilon),
      output(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size) {}

Block::Block(const EncoderDecoderOptions& options, StackKind kind, RelativePositionBias* bias,
             Rng& rng)
    : dropout_(options.dropout),
      self_attention_(options, rng),
      feed_forward_(feed_forward_options(options), rng),
      feed_forward_norm_(options.hidden_size, options.layer_norm_epsilon),
      feed_forward_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size) {
  const auto register_attention = [this](const std::string& layer, const std::string& name,
                                         Attention& attention) {
    register_module(layer + name, attention.map);
    register_graft_point(layer + name, attention.output);
    register_module(layer + "layer_norm", attention.layer_norm);
  };
  register_attention("layer.0.", "SelfAttention", self_attention_);
  if (bias != nullptr) {
    register_module("layer.0.SelfAttention.relative_attention_bias", *bias);
  }
  if (kind == StackKind::kDecoder) {
    cross_attention_ = std::make_unique<Attention>(options, rng);
    register_attention("layer.1.", "EncDecAttention", *cross_attention_);
  }
  const std::string last = kind == StackKind::kDecoder ? "layer.2." : "layer.1.";
  register_module(last + "DenseReluDense", feed_forward_);
  register_graft_point(last + "DenseReluDense", feed_forward_output_);
  register_module(last + "layer_norm", feed_forward_norm_);
}

Tensor Block::forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                      const KeyValue* source, const BlockPass& pass,
                      ForwardContext& context) const {
  // Each sub-layer adds to the stream what it makes of the normalized stream.
  const auto addition = [&](const Tensor& normed, const Tensor& made, const GraftPoint& point) {
    return point.apply_output(normed, dropout(made, dropout_, context), context);
  };
  Tensor normed = self_attention_.layer_norm.forward(hidden_states);
  Tensor stream = hidden_states;
  Tensor added = addition(normed, self_attention_.map.forward(normed, prefixes, pass.self, context),
                          self_attention_.output);
  const auto join = [&](const RmsNorm& norm) {
    const SummedNorm joined = norm.add_forward(stream, added);
    stream = joined.sum;
    normed = joined.normalized;
  };
  if (cross_attention_) {
    join(cross_attention_->layer_norm);
    added = addition(normed, cross_attention_->map.attend(normed, *source, {}, pass.cross, context),
                     cross_attention_->output);
  }
  join(feed_forward_norm_);
  return add(stream,
             addition(normed, feed_forward_.forward(normed, context), feed_forward_output_));
}

std::vector<KeyValue> Block::prefixes(std::int64_t batch, ForwardContext& context) const {
  return self_attention_.map.prefix_point.prefixes(batch, context);
}

KeyValue Block::source(const Tensor& source_states, ForwardContext& context) const {
  const MultiHeadAttention& map = cross_attention_->map;
  std::vector<Tensor> keys;
  std::vector<Tensor> values;
  for (const KeyValue& prefix : map.prefix_point.prefixes(source_states.dim(0), context)) {
    keys.push_back(prefix.key);
    values.push_back(prefix.value);
  }
  KeyValue last = map.source(source_states, context);
  if (keys.empty()) return last;
  keys.push_back(last.key);
  values.push_back(last.value);
  return {concat(keys, 1), concat(values, 1)};
}

}  // namespace graft
