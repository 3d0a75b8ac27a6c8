#include "graft/split_files.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>
#include <vector>

#include "graft/error.h"
#include "graft/json.h"

namespace graft {

namespace {

namespace fs = std::filesystem;

struct SplitName {
  const char* split;
  const char* file;  // without extension
};

constexpr SplitName kSplitNames[] = {{"train", "train"},           {"validation", "valid"},
                                     {"validation", "validation"}, {"validation", "val"},
                                     {"validation", "dev"},        {"test", "test"}};

}  // namespace

std::map<std::string, std::string> find_split_files(const std::string& path,
                                                    const std::vector<std::string>& extensions) {
  std::error_code ignored;
  if (path.empty() || !fs::exists(path, ignored)) {
    throw InputError({Problem{path, 0, 0, "missing-data", "no such file or folder",
                              "check `path` of the data"}});
  }
  if (!fs::is_directory(path, ignored)) return {{"train", path}};

  std::map<std::string, std::string> files;
  std::vector<Problem> problems;
  std::string looked_for;
  for (const std::string& extension : extensions) {
    for (const SplitName& name : kSplitNames) {
      looked_for += (looked_for.empty() ? "" : ", ") + (name.file + extension);
      const std::string file = (fs::path(path) / (name.file + extension)).string();
      if (!fs::exists(file, ignored)) continue;
      const auto [entry, is_new] = files.emplace(name.split, file);
      if (is_new) continue;
      problems.push_back({file, 0, 0, "ambiguous-split",
                          "is a second " + entry->first + " split beside " + entry->second,
                          "keep one of the two"});
    }
  }
  if (files.empty()) {
    problems.push_back({path, 0, 0, "missing-data", "the folder has none of " + looked_for,
                        "rename the files, or write the path of one file"});
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return files;
}

std::int64_t held_out_count(std::int64_t count, double share) {
  if (share <= 0.0) return 0;
  const std::int64_t held_out =
      std::max<std::int64_t>(std::llround(static_cast<double>(count) * share), 1);
  if (held_out < count) return held_out;
  throw InputError("out-of-range",
                   "validation_share " + write_json(Value(share)) + " of " + std::to_string(count) +
                       " examples leaves none to train on",
                   "lower it, or add a file with validation data");
}

}  // namespace graft
