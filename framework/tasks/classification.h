#pragma once

#include "framework/tasks/task.h"

namespace graft {

// Labels of whole examples, from the columns `text`, perhaps `text_pair`, or `image`; and `label`:
// a name, a list of names (multi_label_classification, column `labels` or `label`) or a number
// (regression).

std::unique_ptr<Task> classification_task(TaskParts parts);
std::unique_ptr<Task> image_classification_task(TaskParts parts);

}  // namespace graft
