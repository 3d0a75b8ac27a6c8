#pragma once

#include <string>
#include <vector>

#include "framework/plugins/catalog.h"
#include "graft/value.h"

namespace graft {

/// A pattern under `include:`, relative to the manifest's folder.
struct IncludePattern {
  std::string pattern;
  Value where;  // null, with the pattern's position
};

struct ManifestPlugin {
  std::string id;
  Value where;  // null, with the position of `id`
  std::vector<CatalogEntry> entries;
  std::vector<Value> entry_places;  // per entry: null, with the position of its `name`
};

/// One manifest file, its includes not followed.
struct ManifestDocument {
  std::vector<IncludePattern> includes;
  std::vector<ManifestPlugin> plugins;
};

/// Checks the YAML of a manifest and reads what is right in it; every mistake goes to `problems`
/// with its position and the nearest right spelling. `path`: the manifest, absolute, without
/// symbolic links; libraries are named relative to its folder.
ManifestDocument parse_manifest(const Value& document, const std::string& path,
                                std::vector<Problem>& problems);

}  // namespace graft
