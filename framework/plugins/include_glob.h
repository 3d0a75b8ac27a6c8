#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/plugins/file_stamp.h"

namespace graft {

/// What a pattern under `include:` names now.
struct GlobResult {
  std::vector<std::string> files;  // relative to the folder, sorted
  /// Absolute paths of what was listed, as it was just before; none where there was no such folder.
  std::vector<std::pair<std::string, std::optional<FileStamp>>> folders;
};

/// Expands `*`, `?` and `[…]` in a relative path, within each of its parts; a name that starts with
/// a dot must be named with its dot. A part without these characters is taken as it is, whether it
/// exists or not.
GlobResult expand_glob(const std::string& folder, const std::string& pattern);

}  // namespace graft
