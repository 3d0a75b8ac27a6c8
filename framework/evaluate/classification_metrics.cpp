#include "framework/evaluate/classification_metrics.h"

#include <string>

#include "framework/evaluate/metrics/bootstrap.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "graft/error.h"

namespace graft {

ClassificationMetrics classification_metrics(const std::vector<std::int64_t>& labels,
                                             const std::vector<std::int64_t>& predictions,
                                             std::int64_t num_classes, std::uint64_t seed) {
  if (labels.empty() || labels.size() != predictions.size()) {
    throw Error("classification metrics: " + std::to_string(labels.size()) + " labels and " +
                std::to_string(predictions.size()) + " predictions");
  }
  ClassificationMetric metric(num_classes);
  for (std::size_t i = 0; i < labels.size(); ++i) metric.add(labels[i], predictions[i]);
  ClassificationMetrics metrics;
  metrics.n = metric.num_items();
  metrics.majority = metric.majority_accuracy();
  for (const MetricResult& result : bootstrap(metric, {.seed = seed})) {
    const Estimate estimate{result.value, result.low, result.high};
    if (result.name == "accuracy") metrics.accuracy = estimate;
    if (result.name == "macro_f1") metrics.macro_f1 = estimate;
  }
  return metrics;
}

}  // namespace graft
