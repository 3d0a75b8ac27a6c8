#include "kernels/adamw.h"

#include <boost/test/unit_test.hpp>

#include "kernels/adamw_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(adamw_kernel)

BOOST_AUTO_TEST_CASE(steps_match_the_reference_at_every_length) {
  tests::for_each_instruction_set([] {
    for (const std::int64_t count : tests::kLengths) {
      std::vector<float> parameter = tests::random_values(count, 1);
      std::vector<float> exp_avg(parameter.size(), 0.0f);
      std::vector<float> exp_avg_sq(parameter.size(), 0.0f);
      std::vector<kernels::AdamwState> expected;
      expected.reserve(parameter.size());
      for (const float value : parameter) expected.push_back({value, 0.0, 0.0});
      AdamwStep options;
      options.learning_rate = 0.01;
      options.weight_decay = 0.1;
      options.grad_scale = 0.5;
      for (options.step = 1; options.step <= 5; ++options.step) {
        const std::vector<float> grad =
            tests::random_values(count, 100 + static_cast<std::uint64_t>(options.step));
        kernels::adamw({{parameter.data(), grad.data(), exp_avg.data(), exp_avg_sq.data(), count,
                         options.weight_decay}},
                       options);
        for (std::size_t i = 0; i < expected.size(); ++i) {
          expected[i] = kernels::adamw_reference(expected[i], grad[i], options);
        }
      }
      std::vector<double> expected_parameter;
      std::vector<double> expected_avg;
      std::vector<double> expected_sq;
      for (const kernels::AdamwState& state : expected) {
        expected_parameter.push_back(state.parameter);
        expected_avg.push_back(state.exp_avg);
        expected_sq.push_back(state.exp_avg_sq);
      }
      tests::check_close(parameter, expected_parameter, 1e-6);
      tests::check_close(exp_avg, expected_avg, 1e-6);
      tests::check_close(exp_avg_sq, expected_sq, 1e-6);
    }
  });
}

BOOST_AUTO_TEST_CASE(first_step_moves_by_the_learning_rate_against_the_gradient) {
  // With zero moments the corrected averages are g and g^2: the step is rate * g / (|g| + epsilon).
  float parameter[] = {1.0f, 1.0f};
  const float grad[] = {0.25f, -4.0f};
  float exp_avg[2] = {};
  float exp_avg_sq[2] = {};
  AdamwStep options;
  options.learning_rate = 0.125;
  kernels::adamw({{parameter, grad, exp_avg, exp_avg_sq, 2, 0.0}}, options);
  BOOST_TEST(parameter[0] == 0.875f, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(parameter[1] == 1.125f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_SUITE_END()
