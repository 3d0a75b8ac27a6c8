#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/config/experiment_context.h"

namespace graft {

/// Where a path that a file names may be: as it stands if absolute, else beside that file (beside
/// the experiment for `--set`), then in the working folder. Absolute, without `.` and `..`.
std::vector<std::string> path_candidates(const std::string& path, const Value& named_by,
                                         const ExperimentContext& context);

/// The first candidate that exists. Otherwise reports one problem at `named_by` that names the
/// places tried, with `hint`, and returns nothing.
std::optional<std::string> find_path(const std::string& path, const std::string& where,
                                     const std::string& hint, const Value& named_by,
                                     ExperimentContext& context);

/// True where the path names a regular file, or a folder.
bool is_file(const std::string& path);
bool is_folder(const std::string& path);
bool path_exists(const std::string& path);

}  // namespace graft
