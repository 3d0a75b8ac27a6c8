#include "kernels/unary.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(unary_kernel)

BOOST_AUTO_TEST_CASE(exponentials_are_close_at_every_length) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t count : tests::kLengths) {
      const std::vector<float> input = tests::random_values(count, 1, -20.0f, 20.0f);
      std::vector<float> found(input.size());
      kernels::exp(input.data(), found.data(), count);
      for (std::size_t i = 0; i < input.size(); ++i) {
        BOOST_TEST(found[i] == std::exp(input[i]), boost::test_tools::tolerance(3e-7f));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(roots_match_a_plain_loop_at_every_length) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t count : tests::kLengths) {
      const std::vector<float> input = tests::random_values(count, 1, 0.0f, 20.0f);
      std::vector<float> found(input.size());
      kernels::sqrt(input.data(), found.data(), count);
      for (std::size_t i = 0; i < input.size(); ++i) BOOST_TEST(found[i] == std::sqrt(input[i]));
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
