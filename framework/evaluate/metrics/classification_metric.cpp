#include "framework/evaluate/metrics/classification_metric.h"

#include <algorithm>
#include <cmath>

#include "graft/error.h"

namespace graft {

namespace {

constexpr std::int64_t kSumsPerClass = 3;  // actual, predicted, right

std::vector<ClassCounts> counts_of(std::span<const double> sums) {
  std::vector<ClassCounts> classes(sums.size() / kSumsPerClass);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    classes[k] = {sums[kSumsPerClass * k], sums[kSumsPerClass * k + 1],
                  sums[kSumsPerClass * k + 2]};
  }
  return classes;
}

double matthews(const std::vector<ClassCounts>& classes) {
  const ClassCounts all = micro_counts(classes);
  double both = 0.0;
  double actual = 0.0;
  double predicted = 0.0;
  for (const ClassCounts& counts : classes) {
    both += counts.actual * counts.predicted;
    actual += counts.actual * counts.actual;
    predicted += counts.predicted * counts.predicted;
  }
  const double n = all.actual;
  const double spread = (n * n - actual) * (n * n - predicted);
  return spread > 0.0 ? (all.right * n - both) / std::sqrt(spread) : 0.0;
}

}  // namespace

ClassificationMetric::ClassificationMetric(std::int64_t num_classes)
    : SumMetric(kSumsPerClass * num_classes), num_classes_(num_classes) {}

void ClassificationMetric::add(std::span<const std::int64_t> labels,
                               std::span<const std::int64_t> predictions) {
  if (labels.size() != predictions.size()) {
    throw Error("classification metric: " + std::to_string(labels.size()) + " labels and " +
                std::to_string(predictions.size()) + " predictions");
  }
  const auto sum_of = [](std::int64_t k, std::int64_t which) {
    return static_cast<std::uint32_t>(kSumsPerClass * k + which);
  };
  std::vector<Addend> addends;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::int64_t label = labels[i];
    const std::int64_t prediction = predictions[i];
    if (std::min(label, prediction) < 0 || std::max(label, prediction) >= num_classes_) {
      throw Error("classification metric: label " + std::to_string(label) + " and prediction " +
                  std::to_string(prediction) + " of " + std::to_string(num_classes_) + " classes");
    }
    addends.push_back({sum_of(label, 0), 1.0});
    addends.push_back({sum_of(prediction, 1), 1.0});
    addends.push_back({sum_of(label, 2), label == prediction ? 1.0 : 0.0});
  }
  add_item(addends);
}

std::vector<std::string> ClassificationMetric::names() const {
  return {"accuracy", "macro_f1", "micro_f1", "weighted_f1", "matthews"};
}

std::vector<double> ClassificationMetric::from_sums(std::span<const double> sums) const {
  const std::vector<ClassCounts> classes = counts_of(sums);
  const ClassCounts all = micro_counts(classes);
  return {recall(all), macro_f1(classes), f1_score(all), weighted_f1(classes), matthews(classes)};
}

std::vector<ClassCounts> ClassificationMetric::class_counts() const {
  return counts_of(items().totals());
}

double ClassificationMetric::accuracy_of(std::int64_t label) const {
  if (num_items() == 0) return 0.0;
  return class_counts().at(static_cast<std::size_t>(label)).actual /
         static_cast<double>(num_items());
}

double ClassificationMetric::majority_accuracy() const {
  double most = 0.0;
  for (std::int64_t label = 0; label < num_classes_; ++label) {
    most = std::max(most, accuracy_of(label));
  }
  return most;
}

}  // namespace graft
