#pragma once

#include "framework/tasks/task.h"

namespace graft {

/// Learning from text without labels: column `text`, by the model's own objective. Models that
/// predict the next token are scored by perplexity per token, word and byte, others by their loss.
std::unique_ptr<Task> language_modelling_task(TaskParts parts);

}  // namespace graft
