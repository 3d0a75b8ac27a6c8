#include "kernels/dropout.h"

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(dropout_kernel)

BOOST_AUTO_TEST_CASE(mask_is_that_of_the_generator_at_every_length) {
  constexpr std::uint64_t kSeed = 0x123456789abcdef0u;
  constexpr std::uint32_t kThreshold = 0x4ccccccc;  // 0.3
  tests::for_each_instruction_set([] {
    for (std::int64_t count : {1, 3, 4, 63, 64, 65, 1000, 40001}) {
      const std::vector<float> input = tests::random_values(count, 5);
      Rng rng(kSeed);
      std::vector<float> expected;
      expected.reserve(input.size());
      for (const float value : input) {
        expected.push_back(rng.next_u32() >= kThreshold ? value * 1.5f : 0.0f);
      }
      std::vector<float> output(input.size());
      kernels::dropout(input.data(), output.data(), count, kSeed, kThreshold, 1.5f);
      BOOST_TEST(output == expected);
    }
  });
}

BOOST_AUTO_TEST_CASE(result_does_not_depend_on_the_number_of_threads) {
  const int before = num_threads();
  const std::vector<float> input = tests::random_values(50003, 6);
  std::vector<std::vector<float>> outputs;
  for (const int threads : {1, 2, 3}) {
    set_num_threads(threads);
    outputs.emplace_back(input.size());
    kernels::dropout(input.data(), outputs.back().data(), 50003, 9, 1u << 31, 2.0f);
  }
  set_num_threads(before);
  BOOST_TEST((outputs[0] == outputs[1]));
  BOOST_TEST((outputs[0] == outputs[2]));
}

BOOST_AUTO_TEST_SUITE_END()
