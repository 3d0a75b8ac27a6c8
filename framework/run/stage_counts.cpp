#include "framework/run/stage_counts.h"

#include <algorithm>
#include <cmath>

namespace graft {

std::optional<std::int64_t> most_examples(const Stage& stage) {
  const auto of_task = stage.task ? stage.task->options.max_examples : std::nullopt;
  const auto of_prompt = stage.prompt ? stage.prompt->max_items : std::nullopt;
  if (of_task && of_prompt) return std::min(*of_task, *of_prompt);
  return of_task ? of_task : of_prompt;
}

std::int64_t steps_of(const TrainOptions& options, double epoch_batches) {
  if (options.steps) return *options.steps;
  return static_cast<std::int64_t>(
      std::ceil(*options.epochs * epoch_batches / static_cast<double>(options.accumulation)));
}

}  // namespace graft
