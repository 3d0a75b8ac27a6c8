#include "kernels/softmax.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "kernels/softmax_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(softmax_kernel)

BOOST_AUTO_TEST_CASE(values_and_gradients_match_the_reference_at_every_width) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t columns : tests::kLengths) {
      const std::vector<float> input = tests::random_values(3 * columns, 1, -9.0f, 9.0f);
      const std::vector<float> grad = tests::random_values(3 * columns, 2);
      std::vector<double> expected;
      std::vector<double> expected_log;
      std::vector<double> expected_gradient;
      std::vector<double> expected_log_gradient;
      for (std::int64_t r = 0; r < 3; ++r) {
        const std::vector<double> row = kernels::log_softmax_reference(
            {input.begin() + r * columns, input.begin() + (r + 1) * columns});
        double mean = 0.0;
        double sum = 0.0;
        for (std::size_t c = 0; c < row.size(); ++c) {
          const double g = grad[static_cast<std::size_t>(r * columns) + c];
          mean += std::exp(row[c]) * g;
          sum += g;
        }
        for (std::size_t c = 0; c < row.size(); ++c) {
          const double g = grad[static_cast<std::size_t>(r * columns) + c];
          expected.push_back(std::exp(row[c]));
          expected_log.push_back(row[c]);
          expected_gradient.push_back(std::exp(row[c]) * (g - mean));
          expected_log_gradient.push_back(g - std::exp(row[c]) * sum);
        }
      }
      std::vector<float> output(input.size());
      std::vector<float> gradient(input.size());
      kernels::softmax(input.data(), 3, columns, output.data());
      kernels::softmax_gradient(output.data(), grad.data(), 3, columns, gradient.data());
      tests::check_close(output, expected, 1e-6);
      tests::check_close(gradient, expected_gradient, 2e-6);
      kernels::log_softmax(input.data(), 3, columns, output.data());
      kernels::log_softmax_gradient(output.data(), grad.data(), 3, columns, gradient.data());
      tests::check_close(output, expected_log, 1e-6);
      tests::check_close(gradient, expected_log_gradient, 1e-5);
    }
  });
}

BOOST_AUTO_TEST_CASE(small_probabilities_keep_relative_precision) {
  tests::for_each_instruction_set([] {
    std::vector<float> input;
    for (int i = 0; i < 80; ++i) input.push_back(-static_cast<float>(i) * 1.07f);
    std::vector<float> output(input.size());
    kernels::softmax(input.data(), 1, 80, output.data());
    const std::vector<double> expected = kernels::log_softmax_reference(input);
    for (std::size_t i = 0; i < input.size(); ++i) {
      const double want = std::exp(expected[i]);
      BOOST_TEST(std::abs(output[i] - want) <= 1e-6 * want);
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
