#pragma once

#include "framework/tasks/task.h"

namespace graft {

/// A tag for each word: columns `tokens` and `tags`, lists of the same length. A word's tag is
/// learned and read at its first token; sentences that are too long are cut between words.
std::unique_ptr<Task> token_classification_task(TaskParts parts);

}  // namespace graft
