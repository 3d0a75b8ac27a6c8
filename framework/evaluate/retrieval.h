#pragma once

#include <cstdint>
#include <vector>

#include "graft/roles/architecture.h"

namespace graft {

/// Share of queries whose own partner is among the k most similar, both ways.
struct RecallAt {
  std::int64_t k = 0;
  double image_to_text = 0.0;
  double text_to_image = 0.0;
  double chance = 0.0;  // of drawing: k / candidates, at most 1
};

/// Recall at 1, 5 and 10 for `similarity` [images, texts], where text t belongs to image
/// `image_of[t]`. An image with several texts is found with any of them. Of equal similarities the
/// earlier counts as more similar.
std::vector<RecallAt> recall(const Tensor& similarity, const std::vector<std::int64_t>& image_of);

}  // namespace graft
