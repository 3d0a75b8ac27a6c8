#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/f1_score.h"
#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// Items that have any number of labels: `micro_f1`, `macro_f1` and `weighted_f1` over all labels,
/// whether they occur or not, and `exact_match_ratio`, the share of items whose labels are all
/// right and no other is said. As scikit-learn's f1_score (zero_division = 0) and accuracy_score of
/// label indicator matrices. Memory: 8 bytes for each label of an item, true or said, and 16 more
/// an item.
class MultiLabelMetric : public SumMetric {
 public:
  explicit MultiLabelMetric(std::int64_t num_labels);

  /// One item: 0 or 1 (any other number) for each label, [num_labels] both. Throws Error for other
  /// lengths.
  void add(std::span<const std::uint8_t> labels, std::span<const std::uint8_t> predictions);

  std::vector<std::string> names() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

  std::vector<ClassCounts> label_counts() const;

 private:
  std::int64_t num_labels_;
};

}  // namespace graft
