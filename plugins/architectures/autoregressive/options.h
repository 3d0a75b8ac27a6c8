#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/options.h"

namespace graft {

inline constexpr const char* kGpt2Style = "gpt2";
inline constexpr const char* kLlamaStyle = "llama";
inline constexpr const char* kCausalLm = "causal_lm";
inline constexpr const char* kPrefixLm = "prefix_lm";

/// Sizes and switches of a model in the style of GPT-2 or of Llama. The defaults are those of the
/// smallest published GPT-2, but for dropout, which is off.
struct AutoregressiveOptions {
  std::string style = kGpt2Style;
  std::string objective = kCausalLm;
  std::int64_t hidden_size = 768;
  std::int64_t num_layers = 12;
  std::int64_t num_heads = 12;
  std::int64_t intermediate_size = 0;
  std::int64_t max_positions = 1024;
  std::int64_t vocab_size = 0;
  float dropout = 0.0f;
  std::optional<std::string> activation;
  float initializer_range = 0.02f;
  bool tie_word_embeddings = true;
  std::optional<std::int64_t> bos_token_id;
  std::optional<std::int64_t> eos_token_id;
  std::optional<std::int64_t> pad_token_id;

  // Of GPT-2.
  std::optional<float> embedding_dropout;
  float attention_dropout = 0.0f;
  float layer_norm_epsilon = 1e-5f;
  bool scale_attention = true;
  bool scale_attention_by_layer = false;

  // Of Llama.
  std::int64_t num_key_value_heads = 0;
  std::int64_t head_size = 0;
  float rms_norm_epsilon = 1e-6f;
  float rope_theta = 10000.0f;
  std::string rope_scaling = "none";
  float rope_factor = 1.0f;
  float rope_low_frequency_factor = 1.0f;
  float rope_high_frequency_factor = 4.0f;
  std::int64_t rope_original_positions = 8192;
  bool attention_bias = false;
  bool mlp_bias = false;

  static Schema<AutoregressiveOptions> schema();
  /// The options that a published `config.json` of model_type gpt2 or llama describes. Keys that
  /// are absent have the defaults of the published configuration class. Throws InputError for
  /// switches that change the model and are not supported.
  static Value from_config(const Value& config);
};

inline bool is_llama(const AutoregressiveOptions& options) { return options.style == kLlamaStyle; }

/// Width inside the feed-forward part.
std::int64_t intermediate_size(const AutoregressiveOptions& options);
std::int64_t key_value_heads(const AutoregressiveOptions& options);
/// Name of the function inside the feed-forward part.
std::string activation_of(const AutoregressiveOptions& options);

}  // namespace graft
