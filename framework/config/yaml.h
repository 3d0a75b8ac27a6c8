#pragma once

#include <string>
#include <string_view>

#include "graft/value.h"

namespace graft {

/// Reads YAML into a tree with marks. Plain scalars follow the core schema of YAML 1.2, whatever
/// the locale: `null` and `~`; `true` and `false`; decimal, `0x` and `0o` integers; floats such as
/// `1e-4` and `.inf`. `yes`, `no`, `on`, `off` are strings. Every plain scalar keeps its source
/// text. Refused, each with its position: duplicate keys, merge keys, more than one document,
/// nesting deeper than 100, inputs over 8 MiB, alias expansion beyond 100,000 nodes, text that is
/// not UTF-8 or holds NUL. Size and depth are checked before the parser sees the text. Throws
/// InputError.
Value parse_yaml(std::string_view text, const std::string& file);
Value read_yaml(const std::string& path);

/// Writes block YAML that `parse_yaml` reads back as an equal tree.
std::string write_yaml(const Value& value);

}  // namespace graft
