#include "framework/predict/saved_task.h"

#include <algorithm>
#include <filesystem>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/json.h"

namespace graft {

namespace {

std::string file_of(const std::string& folder) { return folder + "/graft_task.json"; }

}  // namespace

void save_task(const std::string& folder, const std::string& kind, const Value& options) {
  Value task;
  task.set("kind", kind);
  task.set("options", options);
  write_file(file_of(folder), write_json(task, 2) + "\n");
}

std::optional<SavedTask> saved_task(const std::string& folder) {
  const std::string file = file_of(folder);
  if (!std::filesystem::exists(file)) return std::nullopt;
  const Value task = parse_json(read_file(file), file);
  const Value* const kind = task.find("kind");
  const Value* const options = task.find("options");
  const bool is_known = kind != nullptr && kind->is_string() &&
                        std::count(task_kinds().begin(), task_kinds().end(), kind->as_string()) > 0;
  if (!is_known || options == nullptr || !options->is_map()) {
    throw InputError({Problem{file, 0, 0, "bad-value", "names no task with its options",
                              "remove the file, or adapt the model again"}});
  }
  return SavedTask{kind->as_string(), TaskOptions::schema().read(*options, "options")};
}

}  // namespace graft
