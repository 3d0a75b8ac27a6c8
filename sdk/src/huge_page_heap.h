#pragma once

#include <cstddef>
#include <functional>
#include <map>

namespace graft {

/// Memory in huge pages, where the system grants them: a training step of a small model loses a
/// tenth of its time to small ones. What fills a huge page stands alone, and returns to the system
/// when it is let go; smaller blocks are cut from regions of 8 MiB. Not safe for several threads at
/// once.
class HugePageHeap {
 public:
  static constexpr std::size_t kAlignment = 64;

  HugePageHeap() = default;
  HugePageHeap(const HugePageHeap&) = delete;
  HugePageHeap& operator=(const HugePageHeap&) = delete;
  ~HugePageHeap();

  /// A block of so many bytes, at least 1: uninitialised, aligned to kAlignment. Null where the
  /// system has no memory.
  void* allocate(std::size_t bytes);
  /// Takes back a block of this heap and that size. A region without blocks returns to the system.
  void free(void* block, std::size_t bytes);

  std::size_t regions() const { return regions_.size(); }

 private:
  struct Region;

  void* allocate_small(std::size_t bytes);
  void free_small(void* block);

  std::map<void*, Region*, std::greater<>> regions_;  // by address, the highest first
};

}  // namespace graft
