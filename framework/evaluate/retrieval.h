#pragma once

#include <cstdint>
#include <vector>

#include "framework/evaluate/metrics/retrieval_metric.h"
#include "graft/roles/architecture.h"

namespace graft {

/// Images asked for their texts, and texts for their images, by `similarity` [images, texts], where
/// text t belongs to image `image_of[t]`; recall at 1, 5 and 10. Images without a text are looked
/// for by none and look for none. Throws ShapeError where `image_of` does not fit.
RetrievalMetric image_to_text_metric(const Tensor& similarity,
                                     const std::vector<std::int64_t>& image_of);
RetrievalMetric text_to_image_metric(const Tensor& similarity,
                                     const std::vector<std::int64_t>& image_of);

/// Share of queries whose partner, or one of their partners, is among the k most similar, both
/// ways; and the share that would be found in random order.
struct RecallAt {
  std::int64_t k = 0;
  double image_to_text = 0.0;
  double text_to_image = 0.0;
  double image_to_text_chance = 0.0;
  double text_to_image_chance = 0.0;
};

/// Recall at 1, 5 and 10 of both metrics; 0 where there is no text.
std::vector<RecallAt> recall(const Tensor& similarity, const std::vector<std::int64_t>& image_of);

}  // namespace graft
