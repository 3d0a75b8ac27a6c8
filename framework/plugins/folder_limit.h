#pragma once

#include <string>

namespace graft {

/// True where `path` lies in `folder` or below it. Both are absolute and without symbolic links;
/// the files themselves are not looked at.
bool lies_in_folder(const std::string& path, const std::string& folder);

/// True where a relative path, followed from some folder, names something in or below that folder:
/// it is not absolute, and its `..` never lead out.
bool stays_inside(const std::string& relative_path);

}  // namespace graft
