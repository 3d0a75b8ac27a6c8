#pragma once

#include <cstdint>

namespace graft::kernels {

/// Equal blocks of bytes at equal distances.
struct Blocks {
  std::int64_t count;
  std::int64_t bytes;        // of one block
  std::int64_t from_stride;  // bytes from the start of one to the start of the next
  std::int64_t to_stride;
};

/// Copies each block of `from` to its place in `to`; what lies between is left alone.
void copy_blocks(const void* from, void* to, const Blocks& blocks);

/// Copies block by block to `offset` within each stretch of `to_stride` bytes, and sets the rest of
/// the stretch to zero.
void place_blocks(const void* from, void* to, std::int64_t offset, const Blocks& blocks);

}  // namespace graft::kernels
