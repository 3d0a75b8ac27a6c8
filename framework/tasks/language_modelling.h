#pragma once

#include "framework/tasks/task.h"

namespace graft {

/// Learning from text without labels: column `text`, by the model's own objective. Models that
/// predict the next token are scored by perplexity per token, word and byte of each text alone
/// (rolling_likelihood.h), all by their loss over windows of all texts in a row.
std::unique_ptr<Task> language_modelling_task(TaskParts parts);

}  // namespace graft
