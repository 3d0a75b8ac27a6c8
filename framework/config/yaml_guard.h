#pragma once

#include <string>
#include <string_view>

namespace graft {

/// Refuses, before the parser sees it, text on which a YAML parser may spend more than time and
/// memory in proportion to its size: too long, not UTF-8, control characters, nested too deep,
/// brackets or quotes that are never closed or close what was not opened. The rest of the grammar
/// is the parser's. Throws InputError.
void guard_yaml(std::string_view text, const std::string& file);

}  // namespace graft
