#include "graft/profile.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/linear.h"
#include "graft/ops/matmul.h"
#include "graft/ops/reduce.h"

using namespace graft;

namespace {

/// Takes about so long, whatever the machine does meanwhile: never less.
void work(int milliseconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (std::chrono::steady_clock::now() < end) {
  }
}

std::vector<OpRecord> records_of(const std::vector<OpRecord>& all, const std::string& op,
                                 bool is_gradient) {
  std::vector<OpRecord> found;
  std::copy_if(all.begin(), all.end(), std::back_inserter(found), [&](const OpRecord& record) {
    return record.op == op && record.is_gradient == is_gradient;
  });
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(profile)

BOOST_AUTO_TEST_CASE(the_innermost_scope_of_a_thread_is_its_current_op) {
  BOOST_TEST(std::string(current_op()) == "op");
  {
    const OpScope outer("outer");
    BOOST_TEST(std::string(current_op()) == "outer");
    {
      const OpScope inner("inner");
      BOOST_TEST(std::string(current_op()) == "inner");
      std::thread([] { BOOST_TEST(std::string(current_op()) == "op"); }).join();
    }
    BOOST_TEST(std::string(current_op()) == "outer");
  }
  BOOST_TEST(std::string(current_op()) == "op");
}

BOOST_AUTO_TEST_CASE(self_time_is_without_the_ops_inside) {
  start_profile();
  {
    const OpScope outer("outer");
    work(2);
    for (int i = 0; i < 2; ++i) {
      const OpScope inner("inner");
      work(3);
      const OpScope innermost("innermost");
      work(1);
    }
  }
  const std::vector<OpRecord> records = stop_profile();
  BOOST_TEST_REQUIRE(records.size() == 5u);
  BOOST_TEST(records.back().op == "outer");  // it ended last
  std::int64_t self_ns = 0;
  for (const OpRecord& record : records) self_ns += record.self_ns;
  BOOST_TEST(self_ns == records.back().duration_ns);
  BOOST_TEST(records.back().self_ns >= 2'000'000);
  const std::vector<OpRecord> inner = records_of(records, "inner", false);
  BOOST_TEST_REQUIRE(inner.size() == 2u);
  BOOST_TEST(inner.front().self_ns >= 3'000'000);
  BOOST_TEST(inner.front().duration_ns >= 4'000'000);
  BOOST_TEST(inner.front().start_ns >= 2'000'000);
  BOOST_TEST(inner.back().start_ns >= inner.front().start_ns + inner.front().duration_ns);
}

BOOST_AUTO_TEST_CASE(a_gradient_carries_the_name_of_its_op) {
  Rng rng(1);
  Tensor input = random_normal({3, 4}, rng);
  Tensor weight = random_normal({5, 4}, rng);
  weight.set_requires_grad(true);
  start_profile();
  backward(sum(linear(input, weight)));
  const std::vector<OpRecord> records = stop_profile();
  for (const char* op : {"linear", "sum"}) {
    BOOST_TEST(records_of(records, op, false).size() == 1u, op);
    BOOST_TEST(records_of(records, op, true).size() == 1u, op);
  }
  BOOST_TEST(records.size() == 4u);
  BOOST_TEST(records_of(records, "linear", false).front().self_flops == 2 * 3 * 4 * 5);
  BOOST_TEST(records_of(records, "linear", true).front().self_flops == 2 * 3 * 4 * 5);
  BOOST_TEST(records_of(records, "sum", true).front().self_flops == 0.0);
}

BOOST_AUTO_TEST_CASE(what_a_gradient_calls_is_part_of_the_gradients) {
  Rng rng(1);
  const Tensor left = random_normal({3, 4}, rng);
  start_profile();
  {
    const OpScope gradient("mine", true);
    matmul(left, left, Transpose::kSecond);
  }
  const std::vector<OpRecord> records = stop_profile();
  BOOST_TEST_REQUIRE(records.size() == 2u);
  BOOST_TEST(records_of(records, "matmul", true).size() == 1u);
  BOOST_TEST(records_of(records, "mine", true).front().self_flops == 0.0);
}

BOOST_AUTO_TEST_CASE(ops_of_several_threads_are_told_apart) {
  start_profile();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 100; ++i) {
        const OpScope outer("outer");
        const OpScope inner("inner");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<OpRecord> records = stop_profile();
  BOOST_TEST(records.size() == 800u);
  std::set<std::int64_t> numbers;
  for (const OpRecord& record : records) numbers.insert(record.thread);
  BOOST_TEST(numbers.size() == 4u);
  for (const std::int64_t number : numbers) {
    std::int64_t last_end = 0;
    std::int64_t count = 0;
    for (const OpRecord& record : records) {
      if (record.thread != number) continue;
      BOOST_TEST(record.start_ns + record.duration_ns >= last_end);
      last_end = record.start_ns + record.duration_ns;
      ++count;
    }
    BOOST_TEST(count == 200);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_before_and_after) {
  { const OpScope before("before"); }
  start_profile();
  BOOST_TEST(stop_profile().empty());
  { const OpScope after("after"); }
  BOOST_TEST(stop_profile().empty());
  start_profile();
  BOOST_TEST(stop_profile().empty());
}

BOOST_AUTO_TEST_CASE(ops_that_are_cut_by_the_ends_of_a_profile_are_left_out) {
  {
    const OpScope begun_before("begun before");
    start_profile();
    const OpScope whole("whole");
  }
  {
    const OpScope ended_after("ended after");
    const std::vector<OpRecord> records = stop_profile();
    BOOST_TEST_REQUIRE(records.size() == 1u);
    BOOST_TEST(records.front().op == "whole");
    start_profile();
  }
  BOOST_TEST(stop_profile().empty());
}

BOOST_AUTO_TEST_SUITE_END()
