#pragma once

#include <string>

#include "graft/error.h"

namespace graft {

/// Explains why the dynamic linker refused a library: missing-symbol (with the symbol's C++ name),
/// missing-library, missing-version, static-tls or load-failed. `cause`: the linker's own words.
PluginError load_failure(const std::string& library, const std::string& cause);

}  // namespace graft
