#include "kernels/exp.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(exp_kernel)

BOOST_AUTO_TEST_CASE(values_are_close_at_every_length) {
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

BOOST_AUTO_TEST_SUITE_END()
