#include "framework/evaluate/metrics/exact_match_metric.h"

#include <algorithm>
#include <array>

namespace graft {

void ExactMatchMetric::add(std::string_view text, const std::vector<std::string>& references) {
  const bool is_right = std::find(references.begin(), references.end(), text) != references.end();
  const std::array<Addend, 2> addends = {{{0, 1.0}, {1, is_right ? 1.0 : 0.0}}};
  add_item(addends);
}

std::vector<double> ExactMatchMetric::from_sums(std::span<const double> sums) const {
  return {sums[1] / sums[0]};
}

}  // namespace graft
