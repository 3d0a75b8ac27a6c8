#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "graft/options.h"
#include "tower_options.h"

namespace graft {

/// Sizes of CLIP. Those without a prefix are of the text tower. The defaults are those of the
/// smallest published one, but for the vision tower, which is as the text tower.
struct ClipOptions {
  std::int64_t hidden_size = 512;
  std::int64_t num_layers = 12;
  std::int64_t num_heads = 8;
  std::int64_t intermediate_size = 0;
  std::int64_t max_positions = 77;
  std::int64_t vocab_size = 0;
  float dropout = 0.0f;
  float attention_dropout = 0.0f;
  std::string activation = "quick_gelu";
  float layer_norm_epsilon = 1e-5f;
  std::int64_t vision_hidden_size = 0;
  std::int64_t vision_num_layers = 0;
  std::int64_t vision_num_heads = 0;
  std::int64_t vision_intermediate_size = 0;
  std::optional<float> vision_dropout;
  std::optional<std::string> vision_activation;
  std::optional<float> vision_layer_norm_epsilon;
  std::int64_t num_channels = 3;
  std::int64_t image_size = 224;
  std::int64_t patch_size = 32;
  std::int64_t projection_size = 512;
  float logit_scale_init_value = 2.6592600f;  // ln(1 / 0.07)
  float initializer_range = 0.02f;
  float initializer_factor = 1.0f;
  bool pools_highest_id = false;
  std::optional<std::int64_t> bos_token_id;
  std::optional<std::int64_t> eos_token_id;
  std::optional<std::int64_t> pad_token_id;

  static Schema<ClipOptions> schema();
  /// The options that a published `config.json` of model_type clip describes. Keys that are absent
  /// have the defaults of the published configuration classes.
  static Value from_config(const Value& config);
};

TowerOptions text_tower(const ClipOptions& options);
VisionOptions vision_tower(const ClipOptions& options);

}  // namespace graft
