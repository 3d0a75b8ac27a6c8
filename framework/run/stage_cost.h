#pragma once

#include <cstdint>
#include <functional>

#include "framework/config/train_options.h"
#include "framework/run/stage_model.h"
#include "graft/memory.h"

namespace graft {

/// What an optimizer step of a training takes.
struct StepCost {
  double flops = 0.0;    // of matrix products and attention
  double seconds = 0.0;  // without evaluation
  MemoryBytes peak;      // the model and the optimizer included
};

/// Estimates it from passes forward and back over batches of `batch(rows)`, as large as the stage's
/// where that takes no more than about a second, else smaller ones and a straight line through
/// them. Nothing is trained: parameters stay as they are.
StepCost estimate_step(const StageModel& model, const TrainOptions& options,
                       const std::function<Batch(std::int64_t rows)>& batch);

}  // namespace graft
