#pragma once

#include <string>
#include <vector>

#include "graft/value.h"

namespace graft {

/// A whole manifest for these libraries, with paths relative to `folder`. Loads them. Throws
/// PluginError where the host cannot use a library, and InputError where one is missing or does not
/// lie in `folder`, or two offer the same.
Value describe_libraries(const std::vector<std::string>& libraries, const std::string& folder);

}  // namespace graft
