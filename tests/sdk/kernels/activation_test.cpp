#include "kernels/activation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "kernels/activation_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;
using graft::tests::for_each_instruction_set;
using graft::tests::kLengths;
using graft::tests::random_values;

namespace {

constexpr Activation kAll[] = {Activation::kGelu,   Activation::kGeluTanh, Activation::kQuickGelu,
                               Activation::kRelu,   Activation::kSilu,     Activation::kTanh,
                               Activation::kSigmoid};

float value_at(Activation activation, float x) {
  float output = 0.0f;
  kernels::activate(activation, &x, &output, 1);
  return output;
}

float slope_at(Activation activation, float x) {
  const float one = 1.0f;
  float output = 0.0f;
  kernels::activate_gradient(activation, &x, &one, &output, 1);
  return output;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(activation_kernel)

BOOST_AUTO_TEST_CASE(values_and_slopes_match_the_reference_at_every_length) {
  for_each_instruction_set([] {
    for (const Activation activation : kAll) {
      for (const std::int64_t count : kLengths) {
        const std::vector<float> input = random_values(count, 11, -6.0f, 6.0f);
        const std::vector<float> grad = random_values(count, 12);
        std::vector<float> output(input.size());
        std::vector<float> grad_input(input.size());
        kernels::activate(activation, input.data(), output.data(), count);
        kernels::activate_gradient(activation, input.data(), grad.data(), grad_input.data(), count);
        std::vector<double> expected;
        std::vector<double> expected_grad;
        for (std::size_t i = 0; i < input.size(); ++i) {
          expected.push_back(kernels::activation_reference(activation, input[i]));
          expected_grad.push_back(kernels::activation_slope_reference(activation, input[i]) *
                                  grad[i]);
        }
        tests::check_close(output, expected, 1e-6);
        tests::check_close(grad_input, expected_grad, 2e-6);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(tanh_and_sigmoid_keep_relative_precision) {
  for_each_instruction_set([] {
    std::vector<float> points;
    for (float x = -20.0f; x < 20.0f; x += 0.0137f) {
      points.insert(points.end(), {x, x * 1e-3f, x * 1e-6f});
    }
    std::vector<float> output(points.size());
    for (const Activation activation : {Activation::kTanh, Activation::kSigmoid}) {
      kernels::activate(activation, points.data(), output.data(),
                        static_cast<std::int64_t>(points.size()));
      double worst = 0.0;
      for (std::size_t i = 0; i < points.size(); ++i) {
        const double expected = kernels::activation_reference(activation, points[i]);
        worst = std::max(worst, std::abs(output[i] - expected) / std::abs(expected));
      }
      BOOST_TEST(worst < 5e-7);
    }
  });
}

BOOST_AUTO_TEST_CASE(extreme_inputs_reach_their_limits) {
  for_each_instruction_set([] {
    for (const float large : {90.0f, 1e4f, 1e10f}) {
      for (const Activation activation :
           {Activation::kGelu, Activation::kGeluTanh, Activation::kQuickGelu, Activation::kSilu}) {
        BOOST_TEST(value_at(activation, large) == large);
        BOOST_TEST(std::abs(value_at(activation, -large)) < 1e-30f);
        BOOST_TEST(slope_at(activation, large) == 1.0f);
        BOOST_TEST(std::abs(slope_at(activation, -large)) < 1e-30f);
      }
      BOOST_TEST(value_at(Activation::kTanh, large) == 1.0f);
      BOOST_TEST(value_at(Activation::kTanh, -large) == -1.0f);
      BOOST_TEST(value_at(Activation::kSigmoid, large) == 1.0f);
      BOOST_TEST(value_at(Activation::kSigmoid, -large) < 1e-30f);
    }
  });
}

BOOST_AUTO_TEST_CASE(nan_stays_nan) {
  for_each_instruction_set([] {
    for (const Activation activation : kAll) {
      BOOST_TEST(std::isnan(value_at(activation, std::numeric_limits<float>::quiet_NaN())));
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
