#include "framework/evaluate/metrics/sum_metric.h"

#include "graft/error.h"

namespace graft {

std::vector<double> SumMetric::values() const {
  if (items_.num_items() == 0) {
    throw InputError("no-items", names().front() + ": there is no item to measure",
                     "give a split with at least one example");
  }
  return from_sums(items_.totals());
}

std::vector<double> SumMetric::resampled_values(std::span<const std::uint32_t> weights) const {
  return from_sums(items_.weighted(weights));
}

}  // namespace graft
