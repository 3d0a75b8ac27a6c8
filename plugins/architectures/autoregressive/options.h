#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/options.h"

namespace graft {

/// Sizes and switches of a GPT-2 style model. The defaults are those of the smallest published one,
/// but for dropout, which is off.
struct AutoregressiveOptions {
  std::int64_t hidden_size = 768;
  std::int64_t num_layers = 12;
  std::int64_t num_heads = 12;
  std::int64_t intermediate_size = 0;
  std::int64_t max_positions = 1024;
  std::int64_t vocab_size = 0;
  float dropout = 0.0f;
  std::optional<float> embedding_dropout;
  float attention_dropout = 0.0f;
  std::string activation = "gelu_new";
  float layer_norm_epsilon = 1e-5f;
  float initializer_range = 0.02f;
  bool scale_attention = true;
  bool scale_attention_by_layer = false;
  bool tie_word_embeddings = true;
  std::optional<std::int64_t> bos_token_id;
  std::optional<std::int64_t> eos_token_id;
  std::optional<std::int64_t> pad_token_id;

  static Schema<AutoregressiveOptions> schema();
  /// The options that a published `config.json` of model_type gpt2 describes. Keys that are absent
  /// have the defaults of the published configuration class. Throws InputError for switches that
  /// change the model and are not supported.
  static Value from_config(const Value& config);
};

}  // namespace graft
