#pragma once

#include <cstdint>
#include <vector>

namespace graft {

/// A number with its 95 % bootstrap interval.
struct Estimate {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

struct ClassificationMetrics {
  Estimate accuracy;
  Estimate macro_f1;      // mean of 2 P R / (P + R) over the classes that are seen or said
  double majority = 0.0;  // accuracy of always answering the most frequent class
  std::int64_t n = 0;
};

/// Compares predicted and true classes, both in [0, num_classes): ClassificationMetric and its
/// intervals under `seed`. Throws Error when the lengths differ or nothing is given.
ClassificationMetrics classification_metrics(const std::vector<std::int64_t>& labels,
                                             const std::vector<std::int64_t>& predictions,
                                             std::int64_t num_classes, std::uint64_t seed);

}  // namespace graft
