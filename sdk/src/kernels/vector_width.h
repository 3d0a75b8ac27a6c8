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

/// Columns of the widest panel of small_matmul.h: two vectors.
inline constexpr std::int64_t kMostPanel = 2 * kMostLanes;

/// `count`, rounded up to a multiple of kMostPanel.
constexpr std::int64_t padded_to_panels(std::int64_t count) {
  return (count + kMostPanel - 1) / kMostPanel * kMostPanel;
}

}  // namespace graft::kernels
