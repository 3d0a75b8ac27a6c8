#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/metric.h"

namespace graft {

/// Numbers against numbers: `mean_squared_error`, `pearson` and `spearman`, as scikit-learn and
/// SciPy. Ranks of equal numbers are their mean. A correlation is NaN where one side is constant.
/// No function of sums: the items are kept, 16 bytes each and 16 more once they are measured.
class RegressionMetric : public Metric {
 public:
  /// One item. Throws Error for what is no finite number.
  void add(double target, double prediction);

  std::vector<std::string> names() const override;
  std::int64_t num_items() const override { return std::ssize(targets_); }
  std::int64_t num_units() const override { return num_items(); }
  std::vector<double> values() const override;
  std::vector<double> resampled_values(std::span<const std::uint32_t> weights) const override;

 private:
  void sort_once() const;

  std::vector<double> targets_;
  std::vector<double> predictions_;
  // Items in the order of their numbers, made when first asked for.
  mutable std::mutex guard_;
  mutable std::vector<std::size_t> by_target_;
  mutable std::vector<std::size_t> by_prediction_;
};

}  // namespace graft
