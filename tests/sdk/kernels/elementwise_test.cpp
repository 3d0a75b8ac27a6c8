#include "kernels/elementwise.h"

#include <boost/test/unit_test.hpp>

#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(elementwise_kernel)

BOOST_AUTO_TEST_CASE(operations_match_plain_loops_at_every_length_and_period) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t period : tests::kLengths) {
      for (const std::int64_t repeats : {1, 3}) {
        const std::int64_t count = period * repeats;
        const std::vector<float> left = tests::random_values(count, 1);
        const std::vector<float> right = tests::random_values(period, 2);
        std::vector<float> sums(left.size());
        std::vector<float> differences(left.size());
        std::vector<float> products(left.size());
        std::vector<float> scaled(left.size());
        kernels::add(left.data(), right.data(), sums.data(), count, period);
        kernels::subtract(left.data(), right.data(), differences.data(), count, period);
        kernels::multiply(left.data(), right.data(), products.data(), count, period);
        kernels::scale(left.data(), 0.3f, scaled.data(), count);
        bool same = true;
        for (std::size_t i = 0; i < left.size(); ++i) {
          const float r = right[i % right.size()];
          same = same && sums[i] == left[i] + r && differences[i] == left[i] - r &&
                 products[i] == left[i] * r && scaled[i] == left[i] * 0.3f;
        }
        BOOST_TEST(same, "period " << period << ", " << repeats << " times");
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(ranges_of_threads_meet_in_the_middle_of_a_period) {
  constexpr std::int64_t kPeriod = 1001;
  constexpr std::int64_t kCount = kPeriod * 400;
  const std::vector<float> left = tests::random_values(kCount, 1);
  const std::vector<float> right = tests::random_values(kPeriod, 2);
  std::vector<float> output(left.size());
  kernels::add(left.data(), right.data(), output.data(), kCount, kPeriod);
  bool same = true;
  for (std::size_t i = 0; i < left.size(); ++i) {
    same = same && output[i] == left[i] + right[i % kPeriod];
  }
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_SUITE_END()
