#include "huge_page_heap.h"

#include <cstdint>
#include <cstdlib>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/interprocess/mem_algo/rbtree_best_fit.hpp>
#include <boost/interprocess/sync/mutex_family.hpp>

#include "graft/sanitizers.h"

namespace graft {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kRegion = 4 * kHugePage;

std::size_t rounded_up(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

}  // namespace

// Lies at the start of the memory it hands out.
struct HugePageHeap::Region {
  boost::interprocess::rbtree_best_fit<boost::interprocess::null_mutex_family, void*, kAlignment>
      blocks{kRegion, 0};
};

#if GRAFT_ADDRESS_SANITIZER

// From malloc, so that what is written beyond a block's ends, and what is lost, is found.
void* HugePageHeap::allocate(std::size_t bytes) {
  return std::aligned_alloc(kAlignment, rounded_up(bytes, kAlignment));
}

void HugePageHeap::free(void* block, std::size_t) { std::free(block); }

HugePageHeap::~HugePageHeap() = default;

#else

namespace {

constexpr std::size_t kSmall = kHugePage;  // what is smaller shares a region

std::size_t page() {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

// Straight from the system, and back to it: the heap of malloc would keep what lies below
// something that is still in use.
void* map_pages(std::size_t bytes) {
  const std::size_t length = rounded_up(bytes, page());
  const std::size_t wanted = length + kHugePage;
  void* const mapped =
      mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  // What is in front of the first huge page, and what is too much behind, goes back at once.
  auto* const begin = static_cast<char*>(mapped);
  const auto address = reinterpret_cast<std::uintptr_t>(mapped);
  const std::size_t before = rounded_up(address, kHugePage) - address;
  if (before > 0) munmap(begin, before);
  if (before < kHugePage) munmap(begin + before + length, kHugePage - before);
  // Only advice: where the system does not follow it, small pages serve as well. The end, if it
  // fills no huge page, gets small ones.
  madvise(begin + before, length / kHugePage * kHugePage, MADV_HUGEPAGE);
  return begin + before;
}

void unmap_pages(void* place, std::size_t bytes) { munmap(place, rounded_up(bytes, page())); }

}  // namespace

HugePageHeap::~HugePageHeap() {
  for (const auto& [place, region] : regions_) unmap_pages(place, kRegion);
}

void* HugePageHeap::allocate(std::size_t bytes) {
  return bytes < kSmall ? allocate_small(bytes) : map_pages(bytes);
}

void HugePageHeap::free(void* block, std::size_t bytes) {
  if (bytes < kSmall) {
    free_small(block);
  } else {
    unmap_pages(block, bytes);
  }
}

void* HugePageHeap::allocate_small(std::size_t bytes) {
  for (const auto& [place, region] : regions_) {
    if (void* const block = region->blocks.allocate(bytes)) return block;
  }
  void* const place = map_pages(kRegion);
  if (place == nullptr) return nullptr;
  auto* const region = new (place) Region;
  regions_.emplace(place, region);
  return region->blocks.allocate(bytes);
}

void HugePageHeap::free_small(void* block) {
  const auto found = regions_.lower_bound(block);
  found->second->blocks.deallocate(block);
  if (!found->second->blocks.all_memory_deallocated()) return;
  unmap_pages(found->first, kRegion);
  regions_.erase(found);
}

#endif

}  // namespace graft
