#include "huge_page_heap.h"

#include <cstdlib>
#include <new>
#include <sys/mman.h>

#include <boost/interprocess/mem_algo/rbtree_best_fit.hpp>
#include <boost/interprocess/sync/mutex_family.hpp>

namespace graft {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kRegion = std::size_t{32} << 20;
constexpr std::size_t kSmall = 2 * kHugePage;  // what is smaller shares a region

void* huge_pages(std::size_t bytes) {
  // aligned_alloc wants a multiple of the alignment.
  const std::size_t rounded = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  void* const place = std::aligned_alloc(kHugePage, rounded);
  // Only advice: where the system does not follow it, small pages serve as well.
  if (place != nullptr) madvise(place, rounded, MADV_HUGEPAGE);
  return place;
}

}  // namespace

// Lies at the start of the memory it hands out.
struct HugePageHeap::Region {
  boost::interprocess::rbtree_best_fit<boost::interprocess::null_mutex_family, void*, kAlignment>
      blocks{kRegion, 0};
};

HugePageHeap::~HugePageHeap() {
  for (const auto& [place, region] : regions_) std::free(place);
}

void* HugePageHeap::allocate(std::size_t bytes) {
  return bytes < kSmall ? allocate_small(bytes) : huge_pages(bytes);
}

void HugePageHeap::free(void* block, std::size_t bytes) {
  if (bytes < kSmall) {
    free_small(block);
  } else {
    std::free(block);
  }
}

#ifdef __SANITIZE_ADDRESS__

// Each block alone, so that what is written beyond its ends is found.
void* HugePageHeap::allocate_small(std::size_t bytes) {
  return std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
}

void HugePageHeap::free_small(void* block) { std::free(block); }

#else

void* HugePageHeap::allocate_small(std::size_t bytes) {
  for (const auto& [place, region] : regions_) {
    if (void* const block = region->blocks.allocate(bytes)) return block;
  }
  void* const place = huge_pages(kRegion);
  if (place == nullptr) return nullptr;
  auto* const region = new (place) Region;
  regions_.emplace(place, region);
  return region->blocks.allocate(bytes);
}

void HugePageHeap::free_small(void* block) {
  const auto found = regions_.lower_bound(block);
  found->second->blocks.deallocate(block);
  if (!found->second->blocks.all_memory_deallocated()) return;
  std::free(found->first);
  regions_.erase(found);
}

#endif

}  // namespace graft
