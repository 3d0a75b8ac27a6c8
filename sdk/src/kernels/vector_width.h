#pragma once

#include <cstdint>

namespace graft::kernels {

/// Lanes of f32 in the longest vector of any instruction set that is compiled in. Rows that kernels
/// keep for themselves are padded to a multiple of it.
inline constexpr std::int64_t kMostLanes = 16;

/// `count`, rounded up to a multiple of kMostLanes.
constexpr std::int64_t padded_to_lanes(std::int64_t count) {
  return (count + kMostLanes - 1) / kMostLanes * kMostLanes;
}

}  // namespace graft::kernels
