#pragma once

#include "graft/nn/module.h"
#include "tower_options.h"

namespace graft {

/// Images as a class token and their patches, each with the vector of its place; parameters named
/// as CLIPVisionEmbeddings.
class VisionEmbeddings : public Module {
 public:
  VisionEmbeddings(const VisionOptions& options, Rng& rng);

  /// pixel_values [batch, channels, height, width] f32 -> [batch, 1 + patches, hidden]. Throws
  /// InputError for images of another size or with other channels than the model was built for.
  Tensor forward(const Tensor& pixel_values, ForwardContext& context) const;

 private:
  Tensor whole_patches(const Tensor& pixel_values) const;

  VisionOptions options_;
  Tensor class_embedding_;     // [hidden]
  Tensor patch_weight_;        // [hidden, channels, patch_size, patch_size]
  GraftPoint patch_point_;     // sees that weight as [hidden, channels * patch_size * patch_size]
  Tensor position_embedding_;  // [1 + patches, hidden]
};

}  // namespace graft
