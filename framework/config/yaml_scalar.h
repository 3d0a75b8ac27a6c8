#pragma once

#include <string_view>

#include "graft/value.h"

namespace graft {

/// What a plain scalar means in the core schema of YAML 1.2: null, a boolean, an integer, a float,
/// else a string. Does not depend on the locale. Integers beyond 64 bits become floats. Source text
/// is set, the mark is not.
Value resolve_plain_scalar(std::string_view text);

}  // namespace graft
