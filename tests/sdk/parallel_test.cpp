#include "graft/parallel.h"

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace graft;

BOOST_AUTO_TEST_SUITE(parallel)

BOOST_AUTO_TEST_CASE(ranges_cover_every_index_once) {
  for (const std::int64_t count : {0, 1, 7, 1000}) {
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
    parallel_for(count, 3, [&visits](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
    });
    for (const std::atomic<int>& visit : visits) BOOST_TEST(visit == 1);
  }
}

BOOST_AUTO_TEST_CASE(an_exception_reaches_the_caller_after_all_ranges_ended) {
  const int before = num_threads();
  set_num_threads(4);
  std::atomic<int> ended{0};
  const auto body = [&ended](std::int64_t begin, std::int64_t) {
    ++ended;
    if (begin == 0) throw std::runtime_error("first range");
  };
  BOOST_CHECK_THROW(parallel_for(100, 1, body), std::runtime_error);
  BOOST_TEST(ended == 4);
  set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(a_call_inside_a_range_is_one_range) {
  const int before = num_threads();
  set_num_threads(2);
  std::atomic<int> ranges{0};
  parallel_for(2, 1, [&ranges](std::int64_t, std::int64_t) {
    parallel_for(100, 1, [&ranges](std::int64_t, std::int64_t) { ++ranges; });
  });
  BOOST_TEST(ranges == 2);
  set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(every_task_is_done_once_by_workers_that_are_alone) {
  const int before = num_threads();
  set_num_threads(3);
  for (const std::int64_t count : {0, 1, 2, 500}) {
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
    std::vector<std::atomic<int>> busy(3);
    std::atomic<int> met{0};
    parallel_tasks(count, [&](std::int64_t task, int worker) {
      if (busy.at(static_cast<std::size_t>(worker))++ != 0) ++met;
      ++visits[static_cast<std::size_t>(task)];
      --busy[static_cast<std::size_t>(worker)];
    });
    for (const std::atomic<int>& visit : visits) BOOST_TEST(visit == 1);
    BOOST_TEST(met == 0);
  }
  set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(of_failed_tasks_the_lowest_is_told_after_all_ended) {
  const int before = num_threads();
  for (const int threads : {1, 4}) {
    set_num_threads(threads);
    std::atomic<int> ended{0};
    std::string told;
    try {
      parallel_tasks(100, [&ended](std::int64_t task, int) {
        ++ended;
        if (task >= 7) throw std::runtime_error("task " + std::to_string(task));
      });
    } catch (const std::runtime_error& error) {
      told = error.what();
    }
    BOOST_TEST(told == "task 7");
    BOOST_TEST(ended == 100);
  }
  set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(there_is_at_least_one_thread) {
  const int before = num_threads();
  set_num_threads(-3);
  BOOST_TEST(num_threads() == 1);
  set_num_threads(before);
}

BOOST_AUTO_TEST_SUITE_END()
