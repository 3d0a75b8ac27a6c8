#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/options.h"

namespace graft {

/// Sizes and switches of a BERT style model. The defaults are those of the smaller published one,
/// but for dropout, which is off.
struct AutoencodingOptions {
  std::int64_t hidden_size = 768;
  std::int64_t num_layers = 12;
  std::int64_t num_heads = 12;
  std::int64_t intermediate_size = 0;
  std::int64_t max_positions = 512;
  std::int64_t vocab_size = 0;
  std::int64_t type_vocab_size = 2;
  float dropout = 0.0f;
  float attention_dropout = 0.0f;
  std::optional<float> classifier_dropout;
  std::string activation = "gelu";
  float layer_norm_epsilon = 1e-12f;
  float initializer_range = 0.02f;
  bool tie_word_embeddings = true;
  bool next_sentence = false;
  float masked_share = 0.15f;
  bool whole_word_masking = false;
  std::optional<std::int64_t> pad_token_id;

  static Schema<AutoencodingOptions> schema();
  /// The options that a published `config.json` of model_type bert describes. Keys that are absent
  /// have the defaults of the published configuration class. Throws InputError for switches that
  /// change the model and are not supported.
  static Value from_config(const Value& config);
};

/// Width inside the feed-forward part.
std::int64_t intermediate_size(const AutoencodingOptions& options);

}  // namespace graft
