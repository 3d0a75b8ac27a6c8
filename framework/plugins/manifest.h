#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/plugins/catalog.h"
#include "framework/plugins/file_stamp.h"

namespace graft {

/// A manifest with everything it includes.
struct Manifest {
  std::vector<CatalogEntry> entries;  // in order of the files
  /// Every file that was read and every folder that was listed, as they were just before; none
  /// where there was nothing. While these stay as they are, so do the entries.
  std::vector<std::pair<std::string, std::optional<FileStamp>>> sources;
};

/// Reads a manifest and its includes. Throws InputError with every mistake of all these files: what
/// parse_manifest finds, files that are missing or not YAML, includes that lead in a circle or out
/// of their folder, plugin ids and components that are offered twice.
Manifest read_manifest(const std::string& path);

/// The path without symbolic links, absolute. Throws InputError, code file-missing.
std::string real_manifest_path(const std::string& path);

}  // namespace graft
