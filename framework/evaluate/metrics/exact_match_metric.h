#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// `exact_match`: the share of texts that are one of their references, byte for byte.
/// Memory: 16 bytes a text.
class ExactMatchMetric : public SumMetric {
 public:
  ExactMatchMetric() : SumMetric(2) {}

  void add(std::string_view text, const std::vector<std::string>& references);

  std::vector<std::string> names() const override { return {"exact_match"}; }
  std::vector<double> from_sums(std::span<const double> sums) const override;
};

}  // namespace graft
