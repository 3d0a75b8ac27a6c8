#pragma once

#include <string>
#include <vector>

#include "framework/cli/options.h"
#include "framework/plugins/catalog.h"

namespace graft {

/// The plugins that a command works with: those of `--plugins` or GRAFT_PLUGINS and of `more`, then
/// what only the built-in manifest offers, so that a plugin of one's own works together with the
/// built-in ones. Throws InputError.
PluginCatalog open_catalog(const CommandLine& line, const std::vector<std::string>& more = {});

}  // namespace graft
