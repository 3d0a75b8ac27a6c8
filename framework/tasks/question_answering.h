#pragma once

#include "framework/tasks/task.h"

namespace graft {

/// Answers that are cut out of a text: columns `question`, `context` and `answer`, and perhaps
/// `answer_start` (in characters; absent: where the answer first occurs) and `answers`, a list of
/// all that are right. Long contexts are read in windows; a window without the answer points at the
/// first token, and the likeliest answer of all windows counts.
std::unique_ptr<Task> question_answering_task(TaskParts parts);

}  // namespace graft
