#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/nn/llama_decoder.h"
#include "graft/options.h"
#include "tower_options.h"

namespace graft {

/// Sizes of a text model of the Llama style that reads images through a vision tower of CLIP. Those
/// without a prefix are of the text model. The published ones are far larger than the defaults.
struct ImageConditionedOptions {
  std::int64_t hidden_size = 768;
  std::int64_t num_layers = 12;
  std::int64_t num_heads = 12;
  std::int64_t num_key_value_heads = 0;
  std::int64_t head_size = 0;
  std::int64_t intermediate_size = 0;
  std::int64_t max_positions = 1024;
  std::int64_t vocab_size = 0;
  float dropout = 0.0f;
  float attention_dropout = 0.0f;
  std::string activation = "silu";
  float rms_norm_epsilon = 1e-6f;
  float rope_theta = 10000.0f;
  bool attention_bias = false;
  bool mlp_bias = false;
  bool tie_word_embeddings = false;
  float initializer_range = 0.02f;
  std::int64_t vision_hidden_size = 0;
  std::int64_t vision_num_layers = 0;
  std::int64_t vision_num_heads = 0;
  std::int64_t vision_intermediate_size = 0;
  std::optional<float> vision_dropout;
  std::string vision_activation = "quick_gelu";
  float vision_layer_norm_epsilon = 1e-5f;
  std::int64_t num_channels = 3;
  std::int64_t image_size = 224;
  std::int64_t patch_size = 32;
  std::int64_t vision_feature_layer = -1;
  std::string vision_feature_select_strategy = "default";
  std::string projector_activation = "gelu";
  bool projector_bias = true;
  std::optional<std::int64_t> image_token_id;
  std::optional<std::int64_t> bos_token_id;
  std::optional<std::int64_t> eos_token_id;
  std::optional<std::int64_t> pad_token_id;

  static Schema<ImageConditionedOptions> schema();
  /// The options that a published `config.json` of model_type llava describes. Keys that are absent
  /// have the defaults of the published configuration classes. Throws InputError for towers, text
  /// models and switches that change the model and are not supported.
  static Value from_config(const Value& config);

  /// Positions that an image takes in the text model.
  std::int64_t num_image_positions() const;
};

LlamaOptions text_model(const ImageConditionedOptions& options);
VisionOptions vision_tower(const ImageConditionedOptions& options);

}  // namespace graft
