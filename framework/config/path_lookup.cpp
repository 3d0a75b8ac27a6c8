#include "framework/config/path_lookup.h"

#include <filesystem>
#include <system_error>

#include "framework/config/settings.h"

namespace graft {
namespace {

namespace fs = std::filesystem;

std::string absolute(const fs::path& folder, const std::string& path) {
  std::error_code error;
  fs::path full = fs::absolute(folder / path, error).lexically_normal();
  // `data/` and `data` are the same folder.
  if (!full.has_filename() && full.has_relative_path()) full = full.parent_path();
  return full.string();
}

}  // namespace

bool path_exists(const std::string& path) {
  std::error_code error;
  return path.find('\0') == std::string::npos && fs::exists(path, error);
}

bool is_file(const std::string& path) {
  std::error_code error;
  return path.find('\0') == std::string::npos && fs::is_regular_file(path, error);
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return path.find('\0') == std::string::npos && fs::is_directory(path, error);
}

std::vector<std::string> path_candidates(const std::string& path, const Value& named_by,
                                         const ExperimentContext& context) {
  if (fs::path(path).is_absolute()) return {absolute("/", path)};
  std::string folder = context.folder;
  if (const auto& file = named_by.mark().file; file != nullptr && !is_setting(*file)) {
    folder = fs::path(*file).parent_path().string();
  }
  std::vector<std::string> candidates = {absolute(folder, path)};
  const std::string in_working_folder = absolute("", path);
  if (in_working_folder != candidates.front()) candidates.push_back(in_working_folder);
  return candidates;
}

std::optional<std::string> find_path(const std::string& path, const std::string& where,
                                     const std::string& hint, const Value& named_by,
                                     ExperimentContext& context) {
  std::string tried;
  for (const std::string& candidate : path_candidates(path, named_by, context)) {
    if (path_exists(candidate)) return candidate;
    tried += (tried.empty() ? "" : " and ") + candidate;
  }
  context.report(named_by, "missing-file", where + ": no file or folder `" + path + "`",
                 "looked at " + tried + (hint.empty() ? "" : "; " + hint));
  return std::nullopt;
}

}  // namespace graft
