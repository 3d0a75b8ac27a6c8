#pragma once

#include <cstdint>
#include <string>

namespace graft {

/// Sizes of the transformer layers of one tower of CLIP.
struct TowerOptions {
  std::int64_t hidden_size = 512;
  std::int64_t num_layers = 12;
  std::int64_t num_heads = 8;
  std::int64_t intermediate_size = 2048;
  std::string activation = "quick_gelu";
  float layer_norm_epsilon = 1e-5f;
  float dropout = 0.0f;  // on what attention and feed-forward part add to the stream
  float initializer_range = 0.02f;
  float initializer_factor = 1.0f;
};

/// A tower that reads images.
struct VisionOptions {
  TowerOptions tower{.hidden_size = 768, .num_heads = 12, .intermediate_size = 3072};
  std::int64_t num_channels = 3;
  std::int64_t image_size = 224;  // height and width, pixels
  std::int64_t patch_size = 32;

  /// Pixels at the edge that fill no patch are left out.
  std::int64_t num_patches() const { return (image_size / patch_size) * (image_size / patch_size); }
};

}  // namespace graft
