#include "allocator.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <thread>
#include <vector>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/sanitizers.h"

using graft::allocate;
using graft::allocator_status;

namespace {

[[maybe_unused]] std::int64_t resident_bytes() {
  std::ifstream statistics("/proc/self/statm");
  std::int64_t pages = 0;
  std::int64_t resident_pages = 0;
  statistics >> pages >> resident_pages;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(allocator)

BOOST_AUTO_TEST_CASE(blocks_are_aligned_and_as_large_as_asked_for) {
  std::vector<std::shared_ptr<void>> blocks;
  for (std::int64_t bytes : {0, 1, 63, 64, 65, 80, 81, 127, 128, 129, 1000, 4097, 1 << 20,
                             (4 << 20) + 1, (9 << 20) - 5}) {
    blocks.push_back(allocate(bytes));
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(blocks.back().get()) % 64 == 0u);
    std::memset(blocks.back().get(), static_cast<int>(blocks.size()),
                static_cast<std::size_t>(bytes));
  }
}

BOOST_AUTO_TEST_CASE(a_released_block_serves_the_next_of_its_size) {
  std::shared_ptr<void> block = allocate(100000);
  void* const place = block.get();
  block.reset();
  BOOST_TEST(allocate(99000).get() == place);
}

BOOST_AUTO_TEST_CASE(free_blocks_stay_within_a_quarter_above_the_peak) {
  // Another size each time, so that nothing that was released can serve again.
  for (std::int64_t bytes = 1 << 16; bytes < (1 << 24); bytes += bytes / 3) {
    std::vector<std::shared_ptr<void>> blocks;
    for (int i = 0; i < 4; ++i) blocks.push_back(allocate(bytes));
    blocks.clear();
    const graft::AllocatorStatus status = allocator_status();
    BOOST_TEST(status.in_use + status.cached <= status.peak + status.peak / 4);
  }
}

BOOST_AUTO_TEST_CASE(released_blocks_are_no_longer_counted_in_use) {
  const std::int64_t before = allocator_status().in_use;
  {
    const std::shared_ptr<void> block = allocate(12345);
    BOOST_TEST(allocator_status().in_use >= before + 12345);
  }
  BOOST_TEST(allocator_status().in_use == before);
}

// Sanitizers keep memory for themselves.
#if !GRAFT_ADDRESS_SANITIZER && !GRAFT_THREAD_SANITIZER
BOOST_AUTO_TEST_CASE(sizes_that_never_come_again_take_no_more_memory_than_is_counted) {
  std::mt19937 random(3);
  const std::int64_t before = resident_bytes();
  std::vector<std::shared_ptr<void>> kept;  // small ones that stay, between those that go
  std::int64_t most = 0;
  for (int step = 0; step < 200; ++step) {
    std::vector<std::shared_ptr<void>> blocks;
    for (int i = 0; i < 12; ++i) {
      const auto bytes = static_cast<std::int64_t>(1 + random() % (std::size_t{3} << 20));
      blocks.push_back(allocate(bytes));
      std::memset(blocks.back().get(), 1, static_cast<std::size_t>(bytes));
      if (i % 6 == 0) kept.push_back(allocate(3000));
    }
    most = std::max(most, resident_bytes() - before);
  }
  const graft::AllocatorStatus status = allocator_status();
  BOOST_TEST_MESSAGE("resident " << most << ", counted " << status.peak);
  // Regions that are not full, and the ends of huge pages.
  BOOST_TEST(most <= status.peak + status.peak / 2);
}
#endif

// Sanitizers end the program instead, and need more than the limit.
#if !GRAFT_ADDRESS_SANITIZER && !GRAFT_THREAD_SANITIZER
BOOST_AUTO_TEST_CASE(a_failed_allocation_frees_the_cache_and_raises_no_count) {
  allocate(1 << 20).reset();
  const graft::AllocatorStatus before = allocator_status();
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  const rlimit terabyte{std::min<rlim_t>(rlim_t{1} << 40, limit.rlim_max), limit.rlim_max};
  setrlimit(RLIMIT_AS, &terabyte);
  BOOST_CHECK_THROW(allocate(std::int64_t{1} << 46), graft::Error);
  setrlimit(RLIMIT_AS, &limit);
  const graft::AllocatorStatus after = allocator_status();
  BOOST_TEST(before.cached > 0);
  BOOST_TEST(after.cached == 0);
  BOOST_TEST(after.in_use == before.in_use);
  BOOST_TEST(after.peak == before.peak);
}
#endif

BOOST_AUTO_TEST_CASE(threads_share_blocks_without_harm) {
  std::vector<std::thread> threads;
  std::vector<int> damaged(4, 0);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t, &damaged] {
      for (int i = 0; i < 2000; ++i) {
        const std::int64_t bytes = 64 << (i % 5);
        const std::shared_ptr<void> block = allocate(bytes);
        auto* const text = static_cast<char*>(block.get());
        std::memset(text, t, static_cast<std::size_t>(bytes));
        if (text[0] != t || text[bytes - 1] != t) ++damaged[static_cast<std::size_t>(t)];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(damaged == std::vector<int>(4, 0), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(impossible_sizes_are_an_error_that_names_them) {
  const auto says = [](const char* text) {
    return [text](const graft::Error& error) {
      return std::string(error.what()).find(text) != std::string::npos;
    };
  };
  BOOST_CHECK_EXCEPTION(allocate(-1), graft::Error, says("no memory for -1 bytes"));
  BOOST_CHECK_EXCEPTION(allocate(INT64_MAX), graft::Error,
                        says("no memory for 9223372036854775807 bytes"));
}

BOOST_AUTO_TEST_SUITE_END()
