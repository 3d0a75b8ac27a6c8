#pragma once

#include <optional>
#include <string>

#include "framework/config/task_options.h"
#include "graft/value.h"

namespace graft {

/// What a model was adapted to, as its folder says in `graft_task.json`.
struct SavedTask {
  std::string kind;
  TaskOptions options;
};

/// Writes the file into a folder with a model or an adapter. `options`: those of the kind.
void save_task(const std::string& folder, const std::string& kind, const Value& options);

/// nullopt where the folder has no such file. Throws InputError for one that says something else.
std::optional<SavedTask> saved_task(const std::string& folder);

}  // namespace graft
