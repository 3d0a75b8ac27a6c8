#pragma once

#include <cstddef>
#include <cstdint>

namespace graft {

/// What a YAML file may hold, so that no input can exhaust time or memory.
inline constexpr std::size_t kMaxYamlBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxYamlDepth = 100;               // nested lists and maps
inline constexpr std::int64_t kMaxYamlNodes = 500'000;          // values, aliases expanded
inline constexpr std::int64_t kMaxYamlRepeatedNodes = 100'000;  // of them by anchors and aliases

}  // namespace graft
