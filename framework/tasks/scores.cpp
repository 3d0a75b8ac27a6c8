#include "framework/tasks/scores.h"

#include <algorithm>

#include "framework/data/labels.h"
#include "framework/data/splits.h"
#include "framework/evaluate/baselines/most_frequent.h"
#include "framework/evaluate/metrics/bootstrap.h"
#include "graft/error.h"

namespace graft {

void add_metric(const Metric& metric, std::optional<std::uint64_t> seed, TaskScores& scores) {
  if (seed) {
    for (MetricResult& result : bootstrap(metric, {.seed = *seed})) {
      scores.metrics.push_back(std::move(result));
    }
    return;
  }
  const std::vector<std::string> names = metric.names();
  const std::vector<double> values = metric.values();
  for (std::size_t i = 0; i < names.size(); ++i) {
    scores.metrics.push_back({names[i], values[i], values[i], values[i], metric.num_items(), ""});
  }
}

void add_majority(const Dataset* training, const std::vector<std::string>& labels,
                  const ClassificationMetric& metric, TaskScores& scores) {
  double accuracy = metric.majority_accuracy();
  if (training != nullptr && has_split(*training, "train") && training->size("train") > 0) {
    const std::string majority = most_frequent(training_labels(*training));
    const auto found = std::find(labels.begin(), labels.end(), majority);
    // A class that the model does not know is never right.
    accuracy = found == labels.end() ? 0.0 : metric.accuracy_of(found - labels.begin());
  }
  scores.details.set("majority_accuracy", accuracy);
}

std::vector<std::int64_t> first_for_training(const TaskParts& parts) {
  const auto wanted = parts.options.train_examples;
  if (!wanted) return all_examples(parts.dataset, "train");
  std::vector<std::int64_t> chosen = first_examples(parts.dataset, "train", *wanted);
  if (std::ssize(chosen) == *wanted) return chosen;
  throw InputError("too-little-data",
                   "task.train_examples: " + std::to_string(*wanted) +
                       " examples are wanted; the training split has " +
                       std::to_string(chosen.size()),
                   "ask for fewer");
}

}  // namespace graft
