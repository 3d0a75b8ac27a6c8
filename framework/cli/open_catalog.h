#pragma once

#include <string>
#include <vector>

#include "framework/cli/options.h"
#include "framework/plugins/catalog.h"

namespace graft {

/// The plugins that a command works with: those of `--plugins` or GRAFT_PLUGINS, then what only the
/// built-in manifest offers, so that a plugin of one's own works together with the built-in ones,
/// or replaces one of them, which is logged. Throws InputError.
PluginCatalog open_catalog(const CommandLine& line);

/// The same with the manifests `more` of an experiment. Mistakes go to `problems`; the catalog has
/// what could be read.
PluginCatalog open_catalog(const CommandLine& line, const std::vector<std::string>& more,
                           std::vector<Problem>& problems);

}  // namespace graft
