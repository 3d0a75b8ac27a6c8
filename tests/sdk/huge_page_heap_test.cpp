#include "huge_page_heap.h"

#include <cstdint>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/sanitizers.h"

using graft::HugePageHeap;

namespace {

/// A block filled with one number, so that another's write into it shows.
struct Marked {
  unsigned char* place;
  std::size_t bytes;
  unsigned char mark;

  bool whole() const {
    for (std::size_t i = 0; i < bytes; ++i) {
      if (place[i] != mark) return false;
    }
    return true;
  }
};

Marked marked(HugePageHeap& heap, std::size_t bytes, unsigned char mark) {
  auto* const place = static_cast<unsigned char*>(heap.allocate(bytes));
  BOOST_REQUIRE(place != nullptr);
  BOOST_TEST(reinterpret_cast<std::uintptr_t>(place) % HugePageHeap::kAlignment == 0u);
  std::memset(place, mark, bytes);
  return {place, bytes, mark};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(huge_page_heap)

BOOST_AUTO_TEST_CASE(blocks_of_all_sizes_never_overlap) {
  HugePageHeap heap;
  std::mt19937 random(7);
  std::vector<Marked> blocks;
  for (int step = 0; step < 3000; ++step) {
    if (!blocks.empty() && random() % 5 < 2) {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      BOOST_TEST(blocks.back().whole());
      heap.free(blocks.back().place, blocks.back().bytes);
      blocks.pop_back();
    } else {
      // 1 byte to 8 MiB; the large ones are rare.
      const std::size_t doubling = step % 100 == 0 ? 23 : random() % 17;
      const std::size_t bytes = 1 + random() % (std::size_t{1} << doubling);
      blocks.push_back(marked(heap, bytes, static_cast<unsigned char>(step)));
    }
  }
  for (const Marked& block : blocks) {
    BOOST_TEST(block.whole());
    heap.free(block.place, block.bytes);
  }
  BOOST_TEST(heap.regions() == 0u);
}

// With the address sanitizer every block stands alone.
#if !GRAFT_ADDRESS_SANITIZER
BOOST_AUTO_TEST_CASE(small_blocks_share_a_region_and_an_empty_region_goes) {
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  HugePageHeap heap;
  std::vector<void*> blocks;
  while (heap.regions() < 2) blocks.push_back(heap.allocate(kMiB));
  BOOST_TEST(blocks.size() == 8u);  // seven fit into the first
  while (blocks.size() > 1) {
    heap.free(blocks.back(), kMiB);
    blocks.pop_back();
  }
  BOOST_TEST(heap.regions() == 1u);
  heap.free(blocks.back(), kMiB);
  BOOST_TEST(heap.regions() == 0u);
}

BOOST_AUTO_TEST_CASE(neighbours_that_are_free_serve_a_larger_block) {
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  HugePageHeap heap;
  std::vector<void*> blocks;
  while (heap.regions() < 2) blocks.push_back(heap.allocate(kMiB));
  BOOST_REQUIRE(blocks.size() > 2);
  for (std::size_t i = 0; i + 1 < blocks.size(); ++i) heap.free(blocks[i], kMiB);
  BOOST_TEST(heap.regions() == 1u);
  void* const large = heap.allocate(kMiB + kMiB / 2);
  BOOST_TEST(heap.regions() == 1u);
  heap.free(large, kMiB + kMiB / 2);
  heap.free(blocks.back(), kMiB);
}

BOOST_AUTO_TEST_CASE(large_blocks_need_no_region) {
  HugePageHeap heap;
  constexpr std::size_t kBytes = (std::size_t{5} << 20) + 64;
  const Marked block = marked(heap, kBytes, 1);
  BOOST_TEST(heap.regions() == 0u);
  BOOST_TEST(reinterpret_cast<std::uintptr_t>(block.place) % (std::size_t{2} << 20) == 0u);
  heap.free(block.place, kBytes);
}
#endif

BOOST_AUTO_TEST_SUITE_END()
