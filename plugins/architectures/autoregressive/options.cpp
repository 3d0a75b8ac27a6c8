#include "options.h"

namespace graft {

Schema<AutoregressiveOptions> AutoregressiveOptions::schema() {
  using Options = AutoregressiveOptions;
  return Schema<Options>()
      .field("style", &Options::style,
             "whose parts and parameter names: gpt2 (layer norm, learned positions) or llama (RMS "
             "norm, rotary positions, gated feed-forward part, grouped-query attention)",
             one_of({kGpt2Style, kLlamaStyle}))
      .field("objective", &Options::objective,
             "causal_lm: predict every token from those before; prefix_lm: predict the second half "
             "of a window from the first, which is read both ways",
             one_of({kCausalLm, kPrefixLm}))
      .field("hidden_size", &Options::hidden_size, "width of the residual stream",
             in_range(1, 1 << 17))
      .field("num_layers", &Options::num_layers, "number of blocks", in_range(1, 4096))
      .field("num_heads", &Options::num_heads, "attention heads; divides hidden_size",
             in_range(1, 1 << 17))
      .field("intermediate_size", &Options::intermediate_size,
             "width inside the feed-forward part; 0: 4 x hidden_size, with a gate 8 / 3 x "
             "hidden_size, "
             "rounded up to a multiple of 8",
             in_range(0, 1 << 20))
      .field("max_positions", &Options::max_positions, "longest sequence, in tokens",
             in_range(1, 1 << 24))
      .field("vocab_size", &Options::vocab_size, "number of tokens; 0: as the tokenizer has",
             in_range(0, 1 << 26))
      .field("dropout", &Options::dropout,
             "on the embeddings and on what attention and feed-forward part add to the stream",
             in_range(0, 0.99))
      .field("activation", &Options::activation,
             "inside the feed-forward part; absent: gelu_new, or silu in style llama",
             one_of({"gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "quick_gelu", "relu",
                     "silu", "swish", "tanh", "sigmoid"}))
      .field("initializer_range", &Options::initializer_range,
             "standard deviation of fresh weights", at_least(0))
      .field("tie_word_embeddings", &Options::tie_word_embeddings,
             "predict tokens with the weights of their embeddings")
      .field("bos_token_id", &Options::bos_token_id, "token that begins a text", at_least(0))
      .field("eos_token_id", &Options::eos_token_id, "token that ends a text", at_least(0))
      .field("pad_token_id", &Options::pad_token_id,
             "token that fills short rows; without a mask a classifier looks past it", at_least(0))
      .field("embedding_dropout", &Options::embedding_dropout,
             "on the embeddings, where it differs from dropout", in_range(0, 0.99))
      .field("attention_dropout", &Options::attention_dropout,
             "on attention weights: kept in the saved config.json, not applied", in_range(0, 0.99))
      .field("layer_norm_epsilon", &Options::layer_norm_epsilon,
             "added to the variance inside the root", greater_than(0))
      .field("scale_attention", &Options::scale_attention,
             "divide attention scores by the root of the head size")
      .field("scale_attention_by_layer", &Options::scale_attention_by_layer,
             "divide attention scores of layer i (from 0) by i + 1")
      .field("num_key_value_heads", &Options::num_key_value_heads,
             "llama: heads of key and value, each shared by several of the query; 0: num_heads",
             in_range(0, 1 << 17))
      .field("head_size", &Options::head_size, "llama: width of a head; 0: hidden_size / num_heads",
             in_range(0, 1 << 17))
      .field("rms_norm_epsilon", &Options::rms_norm_epsilon,
             "llama: added to the mean square inside the root", greater_than(0))
      .field("rope_theta", &Options::rope_theta,
             "llama: rotary frequencies fall from 1 to 1 / rope_theta", greater_than(0))
      .field("rope_scaling", &Options::rope_scaling,
             "llama: how rotary frequencies are stretched for longer texts",
             one_of({"none", "linear", "llama3"}))
      .field("rope_factor", &Options::rope_factor, "llama: by how much they are stretched",
             greater_than(0))
      .field("rope_low_frequency_factor", &Options::rope_low_frequency_factor,
             "llama3 scaling: waves longer than rope_original_positions over this are stretched "
             "fully",
             greater_than(0))
      .field("rope_high_frequency_factor", &Options::rope_high_frequency_factor,
             "llama3 scaling: waves shorter than rope_original_positions over this are kept",
             greater_than(0))
      .field("rope_original_positions", &Options::rope_original_positions,
             "llama3 scaling: positions before stretching", in_range(1, 1 << 24))
      .field("attention_bias", &Options::attention_bias,
             "llama: biases of query, key, value and output")
      .field("mlp_bias", &Options::mlp_bias, "llama: biases of the feed-forward part");
}

std::int64_t intermediate_size(const AutoregressiveOptions& options) {
  if (options.intermediate_size > 0) return options.intermediate_size;
  if (!is_llama(options)) return 4 * options.hidden_size;
  return (options.hidden_size * 8 / 3 + 7) / 8 * 8;
}

std::int64_t key_value_heads(const AutoregressiveOptions& options) {
  return options.num_key_value_heads > 0 ? options.num_key_value_heads : options.num_heads;
}

std::string activation_of(const AutoregressiveOptions& options) {
  return options.activation.value_or(is_llama(options) ? "silu" : "gelu_new");
}

}  // namespace graft
