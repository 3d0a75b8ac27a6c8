#include "llama_stack.h"

#include "decoder_input.h"

namespace graft {

namespace {

LlamaOptions llama_options(const AutoregressiveOptions& options) {
  LlamaOptions result;
  result.vocab_size = options.vocab_size;
  // Where the end of a text also pads, it is learned all the same: it stands between texts.
  if (options.pad_token_id != options.eos_token_id) {
    result.padding_id = options.pad_token_id.value_or(kNoPadding);
  }
  result.hidden_size = options.hidden_size;
  result.intermediate_size = intermediate_size(options);
  result.num_layers = options.num_layers;
  result.num_heads = options.num_heads;
  result.num_key_value_heads = key_value_heads(options);
  result.head_size = options.head_size;
  result.activation = activation_named(activation_of(options));
  result.rms_norm_epsilon = options.rms_norm_epsilon;
  result.rope_theta = options.rope_theta;
  if (options.rope_scaling == "linear") result.rope_scaling = RopeScaling::kLinear;
  if (options.rope_scaling == "llama3") result.rope_scaling = RopeScaling::kLlama3;
  result.rope_factor = options.rope_factor;
  result.rope_low_frequency_factor = options.rope_low_frequency_factor;
  result.rope_high_frequency_factor = options.rope_high_frequency_factor;
  result.rope_original_positions = options.rope_original_positions;
  result.attention_bias = options.attention_bias;
  result.feed_forward_bias = options.mlp_bias;
  result.dropout = options.dropout;
  result.initializer_range = options.initializer_range;
  return result;
}

}  // namespace

LlamaStack::LlamaStack(const AutoregressiveOptions& options, Rng& rng)
    : decoder_(llama_options(options), rng) {
  register_module("", decoder_);
}

LlamaStack::Output LlamaStack::forward(const Batch& batch, KvCache* cache,
                                       ForwardContext& context) const {
  const DecoderInput input = decoder_input(batch, cache);
  LlamaDecoder::Output inner =
      decoder_.forward(decoder_.embed(batch.at("input_ids"), context), input, context);
  return {std::move(inner.last_hidden_state), std::move(inner.hidden_states)};
}

}  // namespace graft
