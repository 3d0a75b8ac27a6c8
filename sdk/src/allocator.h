#pragma once

#include <cstdint>
#include <memory>

#include "graft/memory.h"

namespace graft {

/// Memory for the elements of a tensor: uninitialised, aligned to 64 bytes. It returns to a cache
/// of free blocks when its last owner lets go, because a training step asks for the same sizes
/// again and again. Any thread may ask, and let go. Throws Error when there is no memory.
std::shared_ptr<void> allocate(std::int64_t bytes, MemoryPurpose purpose);
/// The same for what this thread is at.
std::shared_ptr<void> allocate(std::int64_t bytes);

/// What this thread allocates for, where it does not say.
MemoryPurpose& purpose_of_thread();
/// Counts a block for another purpose. Does nothing for memory that is not from here.
void count_block_as(const std::shared_ptr<void>& block, MemoryPurpose purpose);

/// What the cache holds, in bytes.
struct AllocatorStatus {
  std::int64_t in_use = 0;  // blocks that have an owner
  std::int64_t peak = 0;    // the most that was ever in use
  std::int64_t cached = 0;  // free blocks; in_use + cached never exceeds 1.25 * peak
  MemoryUse use;            // in_use by purpose, and its peak since restart_allocator_peak
};

AllocatorStatus allocator_status();
void restart_allocator_peak();

}  // namespace graft
