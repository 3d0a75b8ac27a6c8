#pragma once

#include <vector>

#include "framework/plugins/preflight.h"
#include "graft/registry.h"

namespace graft {

/// Loads a library that `check_library` has let pass, and asks it what it offers. The factories of
/// the components name the plugin when they fail. The library stays loaded until the process ends,
/// even where loading fails half way: its code may be referred to. Throws PluginError: what
/// load_failure.h lists, entry-missing, entry-invalid, file-changed, register-failed.
std::vector<Component> load_library(const CheckedLibrary& library);

}  // namespace graft
