#include "framework/tasks/scores.h"

#include "framework/data/splits.h"
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
