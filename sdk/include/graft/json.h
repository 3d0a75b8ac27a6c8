#pragma once

#include <string>
#include <string_view>

#include "graft/export.h"
#include "graft/value.h"

namespace graft {

/// Reads JSON (RFC 8259). `file` is named in errors, which carry line and column. Refuses duplicate
/// keys, nesting deeper than 200, trailing text and invalid UTF-8. Lone surrogate escapes become
/// U+FFFD. Integers beyond 64 bits become floats, larger numbers infinite; their `source_text`
/// tells what was written. Throws InputError.
GRAFT_API Value parse_json(std::string_view text, const std::string& file = "");

/// Writes JSON. `indent` spaces per level; 0 puts everything on one line. Floats are written with
/// the fewest digits that read back the same; infinities and NaN as null.
GRAFT_API std::string write_json(const Value& value, int indent = 0);

}  // namespace graft
