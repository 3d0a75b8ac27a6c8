#pragma once

#include <vector>

#include "encoder.h"
#include "vision_embeddings.h"

namespace graft {

/// The vision tower of CLIP, parameters named as CLIPVisionTransformer. Source: Radford et al.,
/// "Learning Transferable Visual Models From Natural Language Supervision", 2021.
class VisionTransformer : public Module {
 public:
  VisionTransformer(const VisionOptions& options, Rng& rng);

  /// pixel_values [batch, channels, height, width] f32 -> [batch, 1 + patches, hidden], the class
  /// token first. The last normalization belongs to `pooled` alone.
  Encoder::Output forward(const Tensor& pixel_values, ForwardContext& context) const;
  /// [batch, 1 + patches, hidden] -> what the class token became, [batch, hidden].
  Tensor pooled(const Tensor& last_hidden_state) const;

  /// What layer number `layer` takes in, [batch, 1 + patches, hidden]: 0 = the embeddings, as many
  /// as there are layers = the output; negative counts from there, -1 being the output. Layers
  /// behind it do not run. Throws Error for a number out of range.
  Tensor hidden_state(const Tensor& pixel_values, std::int64_t layer,
                      ForwardContext& context) const;

 private:
  Encoder::Output encode(const Tensor& pixel_values, std::int64_t num_layers,
                         ForwardContext& context) const;

  VisionEmbeddings embeddings_;
  LayerNorm pre_norm_;
  Encoder encoder_;
  LayerNorm post_norm_;
};

}  // namespace graft
