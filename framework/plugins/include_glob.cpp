#include "framework/plugins/include_glob.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fnmatch.h>

namespace graft {
namespace {

bool is_pattern(const std::string& part) { return part.find_first_of("*?[") != std::string::npos; }

std::vector<std::string> matches(const std::filesystem::path& folder, const std::string& part) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (fnmatch(part.c_str(), name.c_str(), FNM_PERIOD) == 0) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

GlobResult expand_glob(const std::string& folder, const std::string& pattern) {
  GlobResult result;
  std::vector<std::filesystem::path> found = {""};
  const std::filesystem::path path = std::filesystem::path(pattern).lexically_normal();
  for (const std::filesystem::path& component : path) {
    const std::string part = component.string();
    std::vector<std::filesystem::path> longer;
    for (const std::filesystem::path& start : found) {
      if (!is_pattern(part)) {
        longer.push_back(start / part);
        continue;
      }
      const std::filesystem::path listed = std::filesystem::path(folder) / start;
      result.folders.emplace_back(listed.string(), settled_stamp_of(listed.string()));
      for (const std::string& name : matches(listed, part)) longer.push_back(start / name);
    }
    found = std::move(longer);
  }
  for (const std::filesystem::path& file : found) result.files.push_back(file.string());
  return result;
}

}  // namespace graft
