#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/evaluate/metrics/metric.h"
#include "framework/tasks/task.h"

namespace graft {

/// Adds a metric's numbers to what a task scores, with intervals under `seed`; without it the
/// numbers alone.
void add_metric(const Metric& metric, std::optional<std::uint64_t> seed, TaskScores& scores);

/// Adds `majority_accuracy`: of always answering the class that is most frequent in the training
/// split, of several as often the first. `training`: the data that has it; null, or without such a
/// split: the most frequent class of the evaluated examples.
void add_majority(const Dataset* training, const std::vector<std::string>& labels,
                  const ClassificationMetric& metric, TaskScores& scores);

/// Training examples of a task without labels: the first `train_examples`, or all. Throws
/// InputError where there are fewer.
std::vector<std::int64_t> first_for_training(const TaskParts& parts);

}  // namespace graft
