#include "kernels/cross_entropy.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "kernels/softmax_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(cross_entropy_kernel)

BOOST_AUTO_TEST_CASE(loss_and_gradient_match_the_reference_at_every_width) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t columns : tests::kLengths) {
      // Every other width with smoothed labels.
      const float smoothing = columns % 2 == 0 ? 0.1f : 0.0f;
      const std::int64_t rows = 4;
      const float scale = 0.25f;
      const std::vector<float> logits = tests::random_values(rows * columns, 3, -5.0f, 5.0f);
      const std::vector<std::int64_t> labels = {0, columns - 1, -100, columns / 2};
      std::vector<double> expected_gradient;
      double expected = 0.0;
      for (std::int64_t r = 0; r < rows; ++r) {
        const std::int64_t label = labels[static_cast<std::size_t>(r)];
        const std::vector<double> row = kernels::log_softmax_reference(
            {logits.begin() + r * columns, logits.begin() + (r + 1) * columns});
        for (std::int64_t c = 0; c < columns; ++c) {
          const double log_p = row[static_cast<std::size_t>(c)];
          const double target = (c == label ? 1.0 - static_cast<double>(smoothing) : 0.0) +
                                static_cast<double>(smoothing) / static_cast<double>(columns);
          if (label != -100) expected -= target * log_p;
          expected_gradient.push_back(label == -100 ? 0.0 : scale * (std::exp(log_p) - target));
        }
      }
      std::vector<float> gradient(logits.size(), 7.0f);
      const auto rows_of = [&](const std::vector<float>& values) {
        return kernels::CrossEntropyRows{values.data(), labels.data(), -100,
                                         rows,          columns,       smoothing};
      };
      const double loss = kernels::cross_entropy(rows_of(logits), scale, gradient.data());
      BOOST_TEST(std::abs(loss - expected) < 1e-5);
      tests::check_close(gradient, expected_gradient, 1e-6);

      // Without a gradient, and over the logits themselves.
      BOOST_TEST(std::abs(kernels::cross_entropy(rows_of(logits), scale, nullptr) - expected) <
                 1e-5);
      std::vector<float> over = logits;
      kernels::cross_entropy(rows_of(over), scale, over.data());
      BOOST_TEST(over == gradient);
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
