#pragma once

#include <cstdint>
#include <memory>

namespace graft {

/// Memory for the elements of a tensor: uninitialised, aligned to 64 bytes. It returns to a cache
/// of free blocks when its last owner lets go, because a training step asks for the same sizes
/// again and again. Any thread may ask, and let go. Throws Error when there is no memory.
std::shared_ptr<void> allocate(std::int64_t bytes);

/// What the cache holds, in bytes.
struct AllocatorStatus {
  std::int64_t in_use = 0;  // blocks that have an owner
  std::int64_t peak = 0;    // the most that was ever in use
  std::int64_t cached = 0;  // free blocks; in_use + cached never exceeds 1.25 * peak
};

AllocatorStatus allocator_status();

}  // namespace graft
