#include "options.h"

namespace graft {

Schema<AutoregressiveOptions> AutoregressiveOptions::schema() {
  using Options = AutoregressiveOptions;
  return Schema<Options>()
      .field("hidden_size", &Options::hidden_size, "width of the residual stream",
             in_range(1, 1 << 17))
      .field("num_layers", &Options::num_layers, "number of blocks", in_range(1, 4096))
      .field("num_heads", &Options::num_heads, "attention heads; divides hidden_size",
             in_range(1, 1 << 17))
      .field("intermediate_size", &Options::intermediate_size,
             "width inside the feed-forward part; 0: 4 x hidden_size", in_range(0, 1 << 20))
      .field("max_positions", &Options::max_positions, "longest sequence, in tokens",
             in_range(1, 1 << 24))
      .field("vocab_size", &Options::vocab_size, "number of tokens; 0: as the tokenizer has",
             in_range(0, 1 << 26))
      .field("dropout", &Options::dropout,
             "on the embeddings and on what attention and feed-forward part add to the stream",
             in_range(0, 0.99))
      .field("embedding_dropout", &Options::embedding_dropout,
             "on the embeddings, where it differs from dropout", in_range(0, 0.99))
      .field("attention_dropout", &Options::attention_dropout,
             "on attention weights: kept in the saved config.json, not applied", in_range(0, 0.99))
      .field("activation", &Options::activation, "inside the feed-forward part",
             one_of({"gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "quick_gelu", "relu",
                     "silu", "swish", "tanh", "sigmoid"}))
      .field("layer_norm_epsilon", &Options::layer_norm_epsilon,
             "added to the variance inside the root", greater_than(0))
      .field("initializer_range", &Options::initializer_range,
             "standard deviation of fresh weights", at_least(0))
      .field("scale_attention", &Options::scale_attention,
             "divide attention scores by the root of the head size")
      .field("scale_attention_by_layer", &Options::scale_attention_by_layer,
             "divide attention scores of layer i (from 0) by i + 1")
      .field("tie_word_embeddings", &Options::tie_word_embeddings,
             "predict tokens with the weights of their embeddings")
      .field("bos_token_id", &Options::bos_token_id, "token that begins a text", at_least(0))
      .field("eos_token_id", &Options::eos_token_id, "token that ends a text", at_least(0))
      .field("pad_token_id", &Options::pad_token_id,
             "token that fills short rows; without a mask a classifier looks past it", at_least(0));
}

}  // namespace graft
