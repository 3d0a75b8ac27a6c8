#include "allocator.h"

#include <algorithm>
#include <bit>
#include <mutex>
#include <string>
#include <vector>

#include <sanitizer/asan_interface.h>

#include "graft/error.h"
#include "huge_page_heap.h"

namespace graft {
namespace {

constexpr std::int64_t kAlignment = HugePageHeap::kAlignment;
constexpr std::int64_t kClassesPerDoubling = 4;
constexpr std::int64_t kLargest = std::int64_t{1} << 46;

// Blocks come in sizes 64, 80, 96, 112, 128, 160, …: four classes per doubling, so at most a fifth
// of a block is never used. Everything below 64 bytes is class 0.
struct SizeClass {
  int index;
  std::int64_t bytes;
};

SizeClass size_class(std::int64_t bytes) {
  if (bytes <= kAlignment) return {0, kAlignment};
  const auto last = static_cast<std::uint64_t>(bytes - 1);
  const int doubling = 63 - std::countl_zero(last);  // 2^doubling <= last
  const std::int64_t step = (std::int64_t{1} << doubling) / kClassesPerDoubling;
  const std::int64_t quarter = static_cast<std::int64_t>(last) / step - kClassesPerDoubling + 1;
  const std::int64_t first = doubling - std::countr_zero(static_cast<std::uint64_t>(kAlignment));
  return {static_cast<int>(first * kClassesPerDoubling + quarter),
          (kClassesPerDoubling + quarter) * step};
}

class BlockCache {
 public:
  BlockCache() : free_(static_cast<std::size_t>(size_class(kLargest).index) + 1) {}

  void* take(SizeClass size, MemoryPurpose purpose) {
    const std::lock_guard lock(mutex_);
    void* block = cached_block(size);
    if (block == nullptr) {
      make_room(size.bytes);
      block = heap_.allocate(static_cast<std::size_t>(size.bytes));
    }
    if (block == nullptr) {
      // Free blocks of other sizes may be what is missing.
      shrink_to(0);
      block = heap_.allocate(static_cast<std::size_t>(size.bytes));
    }
    if (block != nullptr) count_used(size.bytes, purpose);
    return block;
  }

  void give_back(void* block, SizeClass size, MemoryPurpose purpose) {
    const std::lock_guard lock(mutex_);
    ASAN_POISON_MEMORY_REGION(block, static_cast<std::size_t>(size.bytes));
    free_[static_cast<std::size_t>(size.index)].push_back(block);
    status_.in_use -= size.bytes;
    in_use_of(purpose) -= size.bytes;
    status_.cached += size.bytes;
    make_room(0);
  }

  void count_as(SizeClass size, MemoryPurpose before, MemoryPurpose after) {
    const std::lock_guard lock(mutex_);
    in_use_of(before) -= size.bytes;
    in_use_of(after) += size.bytes;
  }

  void restart_peak() {
    const std::lock_guard lock(mutex_);
    peak_of_use_ = status_.in_use;
    status_.use.peak = status_.use.in_use;
  }

  AllocatorStatus status() {
    const std::lock_guard lock(mutex_);
    return status_;
  }

 private:
  void* cached_block(SizeClass size) {
    std::vector<void*>& blocks = free_[static_cast<std::size_t>(size.index)];
    if (blocks.empty()) return nullptr;
    void* const block = blocks.back();
    blocks.pop_back();
    status_.cached -= size.bytes;
    ASAN_UNPOISON_MEMORY_REGION(block, static_cast<std::size_t>(size.bytes));
    return block;
  }

  std::int64_t& in_use_of(MemoryPurpose purpose) {
    return status_.use.in_use.of[static_cast<std::size_t>(purpose)];
  }

  void count_used(std::int64_t bytes, MemoryPurpose purpose) {
    status_.in_use += bytes;
    in_use_of(purpose) += bytes;
    status_.peak = std::max(status_.peak, status_.in_use);
    if (status_.in_use <= peak_of_use_) return;
    peak_of_use_ = status_.in_use;
    status_.use.peak = status_.use.in_use;
  }

  // Frees blocks until in_use + cached is within its bound with that many bytes more in use.
  void make_room(std::int64_t bytes) {
    const std::int64_t peak = std::max(status_.peak, status_.in_use + bytes);
    shrink_to(peak + peak / 4 - bytes);
  }

  // Frees blocks, the largest first, until in_use + cached is within `bound`.
  void shrink_to(std::int64_t bound) {
    for (std::size_t index = free_.size(); index-- > 0;) {
      std::vector<void*>& blocks = free_[index];
      while (!blocks.empty() && status_.in_use + status_.cached > bound) {
        const SizeClass size{static_cast<int>(index), bytes_of(index)};
        heap_.free(cached_block(size), static_cast<std::size_t>(size.bytes));
      }
      if (status_.in_use + status_.cached <= bound) return;
    }
  }

  static std::int64_t bytes_of(std::size_t index) {
    const auto doubling = static_cast<std::int64_t>(index) / kClassesPerDoubling;
    const auto quarter = static_cast<std::int64_t>(index) % kClassesPerDoubling;
    return (kAlignment << doubling) / kClassesPerDoubling * (kClassesPerDoubling + quarter);
  }

  std::mutex mutex_;
  HugePageHeap heap_;
  std::vector<std::vector<void*>> free_;  // by size class
  AllocatorStatus status_;
  std::int64_t peak_of_use_ = 0;  // total of status_.use.peak
};

// Lives until the program ends: tensors may be let go by destructors of static objects.
BlockCache& block_cache() {
  static BlockCache& cache = *new BlockCache;
  return cache;
}

/// What the last owner of a block calls.
struct GiveBack {
  SizeClass size;
  MemoryPurpose purpose;

  void operator()(void* block) const { block_cache().give_back(block, size, purpose); }
};

}  // namespace

std::shared_ptr<void> allocate(std::int64_t bytes, MemoryPurpose purpose) {
  void* block = nullptr;
  if (bytes >= 0 && bytes <= kLargest) {
    const SizeClass size = size_class(bytes);
    block = block_cache().take(size, purpose);
    if (block != nullptr) return {block, GiveBack{size, purpose}};
  }
  throw Error("tensor: no memory for " + std::to_string(bytes) +
              " bytes. Use a smaller batch or model, or close other programs.");
}

std::shared_ptr<void> allocate(std::int64_t bytes) { return allocate(bytes, purpose_of_thread()); }

MemoryPurpose& purpose_of_thread() {
  thread_local MemoryPurpose purpose = MemoryPurpose::kActivations;
  return purpose;
}

void count_block_as(const std::shared_ptr<void>& block, MemoryPurpose purpose) {
  auto* const last = std::get_deleter<GiveBack>(block);
  if (last == nullptr || last->purpose == purpose) return;
  block_cache().count_as(last->size, last->purpose, purpose);
  last->purpose = purpose;
}

AllocatorStatus allocator_status() { return block_cache().status(); }

void restart_allocator_peak() { block_cache().restart_peak(); }

}  // namespace graft
