#pragma once

#include "framework/tasks/task.h"

namespace graft {

/// One text from another, such as a translation or a summary: columns `source` and `target`, and
/// perhaps `targets`, a list of all that are right. Encoder-decoder models read the source and
/// write the target; autoregressive ones go on after source and separator, and learn the target
/// alone.
std::unique_ptr<Task> text_to_text_task(TaskParts parts);

}  // namespace graft
