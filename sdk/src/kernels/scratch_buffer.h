#pragma once

#include <cstdint>
#include <memory>

#include "allocator.h"

namespace graft::kernels {

/// Memory that a kernel uses again and again; one per thread and use, so that no call allocates
/// once the largest size has been seen.
class ScratchBuffer {
 public:
  /// At least `bytes` bytes, aligned to 64, with any content. Holds until the next call.
  void* reserve(std::int64_t bytes) {
    if (bytes > size_) {
      memory_.reset();
      size_ = 0;
      memory_ = allocate(bytes, MemoryPurpose::kScratch);
      size_ = bytes;
    }
    return memory_.get();
  }

 private:
  std::shared_ptr<void> memory_;
  std::int64_t size_ = 0;
};

}  // namespace graft::kernels
