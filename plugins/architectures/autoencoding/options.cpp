#include "options.h"

namespace graft {

Schema<AutoencodingOptions> AutoencodingOptions::schema() {
  using Options = AutoencodingOptions;
  return Schema<Options>()
      .field("hidden_size", &Options::hidden_size, "width of the hidden states",
             in_range(1, 1 << 17))
      .field("num_layers", &Options::num_layers, "number of blocks", in_range(1, 4096))
      .field("num_heads", &Options::num_heads, "attention heads; divides hidden_size",
             in_range(1, 1 << 17))
      .field("intermediate_size", &Options::intermediate_size,
             "width inside the feed-forward part; 0: 4 x hidden_size", in_range(0, 1 << 20))
      .field("max_positions", &Options::max_positions, "longest sequence, in tokens",
             in_range(4, 1 << 24))
      .field("vocab_size", &Options::vocab_size, "number of tokens; 0: as the tokenizer has",
             in_range(0, 1 << 26))
      .field("type_vocab_size", &Options::type_vocab_size,
             "kinds of text that token_type_ids tell apart", in_range(1, 1 << 16))
      .field("dropout", &Options::dropout,
             "on the embeddings and on what attention and feed-forward part add", in_range(0, 0.99))
      .field("attention_dropout", &Options::attention_dropout,
             "on attention weights: kept in the saved config.json, not applied", in_range(0, 0.99))
      .field("classifier_dropout", &Options::classifier_dropout,
             "in front of a classifier, where it differs from dropout", in_range(0, 0.99))
      .field("activation", &Options::activation, "inside the feed-forward part and the masked head",
             one_of({"gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "quick_gelu", "relu",
                     "silu", "swish", "tanh", "sigmoid"}))
      .field("layer_norm_epsilon", &Options::layer_norm_epsilon,
             "added to the variance inside the root", greater_than(0))
      .field("initializer_range", &Options::initializer_range,
             "standard deviation of fresh weights", at_least(0))
      .field("tie_word_embeddings", &Options::tie_word_embeddings,
             "predict tokens with the weights of their embeddings")
      .field("next_sentence", &Options::next_sentence,
             "pre-training also tells whether a second text follows the first")
      .field("masked_share", &Options::masked_share, "share of tokens that pre-training predicts",
             in_range(0.001, 0.999))
      .field("whole_word_masking", &Options::whole_word_masking,
             "pre-training chooses whole words, in scripts without spaces whole characters")
      .field("pad_token_id", &Options::pad_token_id,
             "token that fills short rows; its embedding starts at zero", at_least(0));
}

std::int64_t intermediate_size(const AutoencodingOptions& options) {
  return options.intermediate_size > 0 ? options.intermediate_size : 4 * options.hidden_size;
}

}  // namespace graft
