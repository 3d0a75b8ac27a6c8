#include "framework/plugins/folder_limit.h"

#include <algorithm>
#include <filesystem>

namespace graft {

bool lies_in_folder(const std::string& path, const std::string& folder) {
  const std::filesystem::path inner(path);
  const std::filesystem::path outer(folder);
  const auto [rest, end] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return rest == outer.end();
}

bool stays_inside(const std::string& relative_path) {
  const std::filesystem::path path(relative_path);
  if (path.is_absolute()) return false;
  const std::filesystem::path normal = path.lexically_normal();
  return normal.empty() || *normal.begin() != "..";
}

}  // namespace graft
