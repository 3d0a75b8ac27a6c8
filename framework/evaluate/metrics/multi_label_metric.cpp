#include "framework/evaluate/metrics/multi_label_metric.h"

#include "graft/error.h"

namespace graft {

namespace {

// Sums: of items, of items that are all right, then three for each label.
constexpr std::size_t kItems = 0;
constexpr std::size_t kExact = 1;
constexpr std::size_t kFirstLabel = 2;
constexpr std::size_t kSumsPerLabel = 3;

std::vector<ClassCounts> counts_of(std::span<const double> sums) {
  std::vector<ClassCounts> labels;
  for (std::size_t i = kFirstLabel; i < sums.size(); i += kSumsPerLabel) {
    labels.push_back({sums[i], sums[i + 1], sums[i + 2]});
  }
  return labels;
}

}  // namespace

MultiLabelMetric::MultiLabelMetric(std::int64_t num_labels)
    : SumMetric(static_cast<std::int64_t>(kFirstLabel) +
                static_cast<std::int64_t>(kSumsPerLabel) * num_labels),
      num_labels_(num_labels) {}

void MultiLabelMetric::add(std::span<const std::uint8_t> labels,
                           std::span<const std::uint8_t> predictions) {
  if (std::ssize(labels) != num_labels_ || std::ssize(predictions) != num_labels_) {
    throw Error("multi-label metric: " + std::to_string(labels.size()) + " labels and " +
                std::to_string(predictions.size()) + " predictions, expected " +
                std::to_string(num_labels_));
  }
  std::vector<Addend> addends = {{kItems, 1.0}};
  bool is_exact = true;
  for (std::size_t k = 0; k < labels.size(); ++k) {
    const bool actual = labels[k] != 0;
    const bool predicted = predictions[k] != 0;
    is_exact = is_exact && actual == predicted;
    const auto first = static_cast<std::uint32_t>(kFirstLabel + kSumsPerLabel * k);
    if (actual) addends.push_back({first, 1.0});
    if (predicted) addends.push_back({first + 1, 1.0});
    if (actual && predicted) addends.push_back({first + 2, 1.0});
  }
  addends.push_back({kExact, is_exact ? 1.0 : 0.0});
  add_item(addends);
}

std::vector<std::string> MultiLabelMetric::names() const {
  return {"micro_f1", "macro_f1", "weighted_f1", "exact_match_ratio"};
}

std::vector<double> MultiLabelMetric::from_sums(std::span<const double> sums) const {
  const std::vector<ClassCounts> labels = counts_of(sums);
  double sum = 0.0;
  for (const ClassCounts& counts : labels) sum += f1_score(counts);
  const double macro = labels.empty() ? 0.0 : sum / static_cast<double>(labels.size());
  return {f1_score(micro_counts(labels)), macro, weighted_f1(labels), sums[kExact] / sums[kItems]};
}

std::vector<ClassCounts> MultiLabelMetric::label_counts() const {
  return counts_of(items().totals());
}

}  // namespace graft
