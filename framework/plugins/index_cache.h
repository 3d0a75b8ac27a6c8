#pragma once

#include <string>

#include "framework/plugins/manifest_index.h"

namespace graft {

/// Where indexes are kept: `$XDG_CACHE_HOME/graft`, else `~/.cache/graft`; empty where neither is
/// an absolute path.
std::string cache_folder();

/// The index of a manifest: the one in `folder` where it is sound and current, else the manifest
/// itself is read and the index written anew. A folder that cannot be written, or an empty one,
/// means no cache; that is no error. Throws InputError, see read_manifest.
ManifestIndex open_index(const std::string& manifest, const std::string& folder);

}  // namespace graft
