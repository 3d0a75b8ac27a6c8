#include "kernels/rows.h"

#include <boost/test/unit_test.hpp>

#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(rows_kernel)

BOOST_AUTO_TEST_CASE(rows_are_gathered_in_order_and_may_repeat) {
  const std::vector<float> table = {1, 2, 3, 4, 5, 6};
  const std::int64_t rows[] = {2, 0, 2};
  std::vector<float> output(6);
  kernels::gather_rows(table.data(), rows, 3, 2 * sizeof(float), output.data());
  BOOST_TEST((output == std::vector<float>{5, 6, 1, 2, 5, 6}));
}

BOOST_AUTO_TEST_CASE(repeated_rows_add_up_in_order_at_every_width) {
  for (const std::int64_t width : tests::kLengths) {
    constexpr std::int64_t kCount = 500;
    const std::vector<float> input = tests::random_values(kCount * width, 1);
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < kCount; ++i) rows.push_back(i * i % 7);
    std::vector<float> expected(static_cast<std::size_t>(7 * width), 0.5f);
    std::vector<float> found = expected;
    for (std::int64_t i = 0; i < kCount; ++i) {
      for (std::int64_t c = 0; c < width; ++c) {
        expected[static_cast<std::size_t>(rows[static_cast<std::size_t>(i)] * width + c)] +=
            input[static_cast<std::size_t>(i * width + c)];
      }
    }
    kernels::scatter_add_rows(input.data(), rows.data(), kCount, width, found.data());
    BOOST_TEST((found == expected));
  }
}

BOOST_AUTO_TEST_SUITE_END()
