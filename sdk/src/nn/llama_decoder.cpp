#include "graft/nn/llama_decoder.h"

#include <cmath>
#include <numbers>
#include <string>

#include "graft/error.h"
#include "graft/nn/checkpoint_block.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"

namespace graft {

namespace {

std::int64_t head_size_of(const LlamaOptions& options) {
  return options.head_size > 0 ? options.head_size : options.hidden_size / options.num_heads;
}

const LlamaOptions& checked(const LlamaOptions& options) {
  std::vector<Problem> problems;
  const auto complain = [&problems](std::string message) {
    problems.push_back(
        Problem{"", 0, 0, "model-options", std::move(message), "change one of them"});
  };
  if (options.head_size == 0 && options.hidden_size % options.num_heads != 0) {
    complain("hidden_size " + std::to_string(options.hidden_size) +
             " is no multiple of num_heads " + std::to_string(options.num_heads));
  } else if (head_size_of(options) % 2 != 0) {
    complain("heads of " + std::to_string(head_size_of(options)) +
             " elements cannot be turned in pairs: hidden_size / num_heads must be even");
  }
  if (options.num_heads % options.num_key_value_heads != 0) {
    complain("num_heads " + std::to_string(options.num_heads) +
             " is no multiple of num_key_value_heads " +
             std::to_string(options.num_key_value_heads));
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return options;
}

MultiHeadAttentionOptions attention_options(const LlamaOptions& options) {
  MultiHeadAttentionOptions result;
  result.hidden_size = options.hidden_size;
  result.num_heads = options.num_heads;
  result.num_key_value_heads = options.num_key_value_heads;
  result.head_size = options.head_size;
  result.bias = options.attention_bias;
  result.output_bias = options.attention_bias;
  result.output_name = "o_proj";
  result.query_deviation = options.initializer_range;
  result.key_value_deviation = options.initializer_range;
  result.output_deviation = options.initializer_range;
  return result;
}

FeedForwardOptions feed_forward_options(const LlamaOptions& options) {
  FeedForwardOptions result;
  result.hidden_size = options.hidden_size;
  result.intermediate_size = options.intermediate_size;
  result.activation = options.activation;
  result.bias = options.feed_forward_bias;
  result.inner_name = "up_proj";
  result.outer_name = "down_proj";
  result.gate_name = "gate_proj";
  result.inner_deviation = options.initializer_range;
  result.outer_deviation = options.initializer_range;
  return result;
}

/// Source: the published configuration of Llama 3.1, "llama3" scaling.
float stretched(float frequency, const LlamaOptions& options) {
  const float wavelength = 2.0f * std::numbers::pi_v<float> / frequency;
  const auto original = static_cast<float>(options.rope_original_positions);
  if (wavelength < original / options.rope_high_frequency_factor) return frequency;
  if (wavelength > original / options.rope_low_frequency_factor) {
    return frequency / options.rope_factor;
  }
  const float blend = (original / wavelength - options.rope_low_frequency_factor) /
                      (options.rope_high_frequency_factor - options.rope_low_frequency_factor);
  return (1.0f - blend) * frequency / options.rope_factor + blend * frequency;
}

}  // namespace

std::vector<float> rotary_frequencies(const LlamaOptions& options) {
  const std::int64_t size = head_size_of(options);
  std::vector<float> frequencies;
  for (std::int64_t i = 0; i < size; i += 2) {
    const float exponent = static_cast<float>(i) / static_cast<float>(size);
    float frequency = 1.0f / std::pow(options.rope_theta, exponent);
    if (options.rope_scaling == RopeScaling::kLinear) frequency /= options.rope_factor;
    if (options.rope_scaling == RopeScaling::kLlama3) frequency = stretched(frequency, options);
    frequencies.push_back(frequency);
  }
  return frequencies;
}

LlamaBlock::LlamaBlock(const LlamaOptions& options, Rng& rng)
    : dropout_(options.dropout),
      input_norm_(options.hidden_size, options.rms_norm_epsilon),
      attention_(attention_options(options), rng),
      attention_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size),
      post_attention_norm_(options.hidden_size, options.rms_norm_epsilon),
      feed_forward_(feed_forward_options(options), rng),
      feed_forward_output_(GraftPointKind::kSublayer, options.hidden_size, options.hidden_size) {
  register_module("self_attn", attention_);
  register_graft_point("self_attn", attention_output_);
  register_module("mlp", feed_forward_);
  register_graft_point("mlp", feed_forward_output_);
  register_module("input_layernorm", input_norm_);
  register_module("post_attention_layernorm", post_attention_norm_);
}

Tensor LlamaBlock::forward(const Tensor& hidden_states, const std::vector<KeyValue>& prefixes,
                           const AttentionPass& pass, ForwardContext& context) const {
  const Tensor normed = input_norm_.forward(hidden_states);
  const Tensor attended =
      dropout(attention_.forward(normed, prefixes, pass, context), dropout_, context);
  const auto [between, normed_again] = post_attention_norm_.add_forward(
      hidden_states, attention_output_.apply_output(normed, attended, context));
  const Tensor fed = dropout(feed_forward_.forward(normed_again, context), dropout_, context);
  return add(between, feed_forward_output_.apply_output(normed_again, fed, context));
}

std::vector<KeyValue> LlamaBlock::prefixes(std::int64_t batch, ForwardContext& context) const {
  return attention_.prefix_point.prefixes(batch, context);
}

LlamaDecoder::LlamaDecoder(const LlamaOptions& options, Rng& rng)
    : options_(checked(options)),
      inverse_frequencies_(rotary_frequencies(options)),
      embed_tokens_(options.vocab_size, options.hidden_size, options.initializer_range, rng,
                    options.padding_id),
      norm_(options.hidden_size, options.rms_norm_epsilon) {
  register_module("embed_tokens", embed_tokens_);
  for (std::int64_t layer = 0; layer < options.num_layers; ++layer) {
    blocks_.push_back(std::make_unique<LlamaBlock>(options, rng));
    register_module("layers." + std::to_string(layer), *blocks_.back(), Part::kBlock);
  }
  register_module("norm", norm_);
}

LlamaDecoder::Output LlamaDecoder::forward(const Tensor& embedded, DecoderInput input,
                                           ForwardContext& context) const {
  // Learned keys and values stand in front of the first pass; later they are in the cache.
  const bool is_continued = input.cache != nullptr && input.cache->length() > 0;
  std::vector<std::vector<KeyValue>> prefixes(blocks_.size());
  for (std::size_t i = 0; i < blocks_.size() && !is_continued; ++i) {
    prefixes[i] = blocks_[i]->prefixes(input.batch, context);
  }
  for (const KeyValue& prefix : prefixes.front()) input.prefix_length += prefix.key.dim(1);
  input.max_positions = 0;  // as in the reference: rotary positions have no end
  const DecoderPositions positions = decoder_positions(input);
  AttentionPass pass;
  pass.key_mask = positions.key_mask;
  pass.causal = true;
  pass.prefix_lengths = positions.prefix_lengths;
  pass.rotary_positions = positions.position_ids;
  pass.inverse_frequencies = &inverse_frequencies_;
  pass.cache = input.cache;
  Tensor hidden_states = embedded;
  Output output;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (context.hidden_states) output.hidden_states.push_back(hidden_states);
    pass.layer = static_cast<std::int64_t>(i);
    hidden_states = checkpoint_block(
        hidden_states, prefixes[i], context,
        [&block = *blocks_[i], pass](const Tensor& hidden, const std::vector<KeyValue>& given,
                                     ForwardContext& again) {
          return block.forward(hidden, given, pass, again);
        });
  }
  output.last_hidden_state = norm_.forward(hidden_states);
  if (context.hidden_states) output.hidden_states.push_back(output.last_hidden_state);
  return output;
}

}  // namespace graft
