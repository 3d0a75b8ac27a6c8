#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/f1_score.h"
#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// Items of one class each: `accuracy`, `macro_f1`, `micro_f1`, `weighted_f1` and `matthews`, as
/// scikit-learn's accuracy_score, f1_score (zero_division = 0, over the classes that occur as
/// actual or predicted) and matthews_corrcoef. With one class an item, micro F1 is the accuracy.
///
/// Matthews correlation of K classes: Gorodkin, "Comparing two K-category assignments by a
/// K-category correlation coefficient", 2004; 0 where one side knows a single class only.
/// Memory: 32 bytes an item, as ItemSums says.
class ClassificationMetric : public SumMetric {
 public:
  explicit ClassificationMetric(std::int64_t num_classes);

  /// One item, both in [0, num_classes). Throws Error for others.
  void add(std::int64_t label, std::int64_t prediction) {
    add(std::span(&label, 1), std::span(&prediction, 1));
  }
  /// One item of several parts, such as a sentence of words. Throws Error also for lists that are
  /// not equally long.
  void add(std::span<const std::int64_t> labels, std::span<const std::int64_t> predictions);

  std::vector<std::string> names() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

  std::int64_t num_classes() const { return num_classes_; }
  std::vector<ClassCounts> class_counts() const;
  /// Accuracy of always answering this class.
  double accuracy_of(std::int64_t label) const;
  /// Accuracy of always answering the class that is most frequent among the labels.
  double majority_accuracy() const;

 private:
  std::int64_t num_classes_;
};

}  // namespace graft
