#pragma once

#include "kernels/loop_nest.h"

namespace graft::kernels {

/// Writes `to` in order from elements of `from`, the one operand of `nest`. An element has 1, 2, 4
/// or 8 bytes. Transposes go through tiles, so that both sides are passed a cache line at a time.
void strided_copy(const LoopNest& nest, std::int64_t element_bytes, const void* from, void* to);

}  // namespace graft::kernels
