#pragma once

#include <cstdint>
#include <optional>

#include "framework/config/experiment.h"

namespace graft {

/// Most examples that a stage's final numbers are from: as its task and its prompt say. None: all.
std::optional<std::int64_t> most_examples(const Stage& stage);

/// Optimizer steps of a training with so many micro-batches in a pass over its data.
std::int64_t steps_of(const TrainOptions& options, double epoch_batches);

}  // namespace graft
