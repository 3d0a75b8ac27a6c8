#include "kernels/reduce.h"

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(reduce_kernel)

BOOST_AUTO_TEST_CASE(sums_match_plain_loops_at_every_length) {
  tests::for_each_instruction_set([] {
    std::vector<std::int64_t> lengths = tests::kLengths;
    lengths.insert(lengths.end(), {0, 16384, 16385, 100003});
    for (const std::int64_t count : lengths) {
      const std::vector<float> input = tests::random_values(count, 1, 0.0f, 1.0f);
      double sum = 0.0;
      double squares = 0.0;
      for (const float value : input) {
        sum += value;
        squares += static_cast<double>(value) * value;
      }
      BOOST_TEST(kernels::sum(input.data(), count) == sum, boost::test_tools::tolerance(1e-6));
      BOOST_TEST(kernels::squared_norms({{input.data(), count}}).front() == squares,
                 boost::test_tools::tolerance(1e-6));
    }
  });
}

BOOST_AUTO_TEST_CASE(column_sums_match_plain_loops_at_every_width) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t columns : tests::kLengths) {
      for (const std::int64_t rows : {0, 1, 2, 5, 129, 300}) {
        const std::vector<float> input = tests::random_values(rows * columns, 1);
        std::vector<double> expected(static_cast<std::size_t>(columns), 0.0);
        for (std::size_t i = 0; i < input.size(); ++i) expected[i % expected.size()] += input[i];
        std::vector<float> found(expected.size(), 5.0f);
        kernels::column_sum(input.data(), rows, columns, found.data());
        tests::check_close(found, expected, 1e-5);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(column_sums_of_bf16_match_plain_loops_at_every_width) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t columns : tests::kLengths) {
      for (const std::int64_t rows : {0, 1, 3, 6, 131}) {
        const std::vector<BFloat16> input = tests::as_bf16(tests::random_values(rows * columns, 1));
        std::vector<double> expected(static_cast<std::size_t>(columns), 0.0);
        for (std::size_t i = 0; i < input.size(); ++i) {
          expected[i % expected.size()] += kernels::to_float(input[i]);
        }
        std::vector<float> found(expected.size(), 5.0f);
        kernels::column_sum(input.data(), rows, columns, found.data());
        tests::check_close(found, expected, 1e-5);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(sums_of_groups_match_plain_loops) {
  for (const std::int64_t outer : {1, 3}) {
    for (const std::int64_t size : {0, 1, 5, 40000}) {
      for (const std::int64_t inner : {1, 2, 9}) {
        const std::vector<float> input = tests::random_values(outer * size * inner, 1);
        std::vector<double> expected(static_cast<std::size_t>(outer * inner), 0.0);
        for (std::size_t i = 0; i < input.size(); ++i) {
          const auto row = static_cast<std::int64_t>(i) / inner;
          const std::int64_t column = static_cast<std::int64_t>(i) % inner;
          expected[static_cast<std::size_t>(row / size * inner + column)] += input[i];
        }
        std::vector<float> found(expected.size(), 5.0f);
        kernels::group_sum(input.data(), outer, size, inner, found.data());
        tests::check_close(found, expected, 1e-4);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(results_do_not_depend_on_the_number_of_threads) {
  const int before = num_threads();
  const std::vector<float> input = tests::random_values(1000 * 300, 1);
  std::vector<double> sums;
  std::vector<std::vector<float>> columns;
  for (const int threads : {1, 2, 3}) {
    set_num_threads(threads);
    sums.push_back(kernels::sum(input.data(), 300000));
    columns.emplace_back(300);
    kernels::column_sum(input.data(), 1000, 300, columns.back().data());
  }
  set_num_threads(before);
  BOOST_TEST(sums[1] == sums[0]);
  BOOST_TEST(sums[2] == sums[0]);
  BOOST_TEST((columns[1] == columns[0]));
  BOOST_TEST((columns[2] == columns[0]));
}

BOOST_AUTO_TEST_SUITE_END()
