#include "graft/ops/optimizer_step.h"

#include <cstring>

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

void check_same_bits(const Tensor& left, const Tensor& right) {
  BOOST_TEST_REQUIRE(left.bytes() == right.bytes());
  BOOST_TEST(
      std::memcmp(left.raw_data(), right.raw_data(), static_cast<std::size_t>(left.bytes())) == 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optimizer_step)

BOOST_AUTO_TEST_CASE(two_steps_give_values_worked_out_by_hand) {
  // rate 0.1, decay 0.1, betas 0.5 and 0.75, epsilon 0:
  //   step 1, g = 2:  p = 1 * 0.99 - 0.1 * 2 / 2           = 0.89
  //   step 2, g = 2:  p = 0.89 * 0.99 - 0.1 * 2 / 2        = 0.7811
  Tensor parameter = Tensor::scalar(1.0f);
  Tensor exp_avg = Tensor::zeros({});
  Tensor exp_avg_sq = Tensor::zeros({});
  AdamwStep options;
  options.learning_rate = 0.1;
  options.weight_decay = 0.1;
  options.beta1 = 0.5;
  options.beta2 = 0.75;
  options.epsilon = 0.0;
  adamw_step(parameter, Tensor::scalar(2.0f), exp_avg, exp_avg_sq, options);
  BOOST_TEST(parameter.item() == 0.89f, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(exp_avg.item() == 1.0f);
  BOOST_TEST(exp_avg_sq.item() == 1.0f);
  options.step = 2;
  options.grad_scale = 0.5;
  adamw_step(parameter, Tensor::scalar(4.0f), exp_avg, exp_avg_sq, options);
  BOOST_TEST(parameter.item() == 0.7811f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(squared_norm_adds_all_squares) {
  BOOST_TEST(squared_norm(Tensor::from({2, 2}, std::vector<float>{1, -2, 3, -4})) == 30.0);
  BOOST_TEST(squared_norm(Tensor(Shape{0})) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_step_over_many_parameters_gives_the_bits_of_one_after_the_other) {
  // Sizes around those that threads share, and an empty one.
  const std::vector<std::int64_t> sizes = {1, 0, 1023, 1024, 70001, 3, 16384, 5};
  const auto make = [&sizes] {
    std::vector<AdamwParameter> parameters;
    for (const std::int64_t size : sizes) {
      const auto seed = static_cast<std::uint64_t>(size);
      parameters.push_back({random_tensor({size}, seed), random_tensor({size}, seed + 1),
                            Tensor::zeros({size}), Tensor::full({size}, 0.5f),
                            size % 2 == 0 ? 0.1 : 0.0});
    }
    return parameters;
  };
  std::vector<AdamwParameter> expected = make();
  for (AdamwParameter& at : expected) {
    AdamwStep options;
    options.weight_decay = at.weight_decay;
    adamw_step(at.parameter, at.grad, at.exp_avg, at.exp_avg_sq, options);
  }
  const int before = num_threads();
  for (const int threads : {1, 2, 3, 5}) {
    set_num_threads(threads);
    const std::vector<AdamwParameter> together = make();
    adamw_step(together, {});
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      check_same_bits(together[i].parameter, expected[i].parameter);
      check_same_bits(together[i].exp_avg, expected[i].exp_avg);
      check_same_bits(together[i].exp_avg_sq, expected[i].exp_avg_sq);
    }
  }
  set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(norms_of_many_are_those_of_each_whatever_the_number_of_threads) {
  std::vector<Tensor> inputs;
  std::vector<double> expected;
  for (const std::int64_t size : {1, 0, 16384, 16385, 100003, 7}) {
    inputs.push_back(random_tensor({size}, static_cast<std::uint64_t>(size)));
    expected.push_back(squared_norm(inputs.back()));
  }
  const int before = num_threads();
  for (const int threads : {1, 2, 3, 5}) {
    set_num_threads(threads);
    BOOST_TEST(squared_norms(inputs) == expected, boost::test_tools::per_element());
  }
  set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(wrong_shapes_and_steps_are_errors_that_name_them) {
  Tensor parameter = random_tensor({2, 3}, 1);
  Tensor other = random_tensor({3}, 1);
  Tensor same = random_tensor({2, 3}, 1);
  BOOST_CHECK_EXCEPTION(adamw_step(parameter, other, same, same, {}), ShapeError,
                        says("adamw_step: grad is [3], expected [2, 3]."));
  BOOST_CHECK_EXCEPTION(adamw_step(parameter, same, other, same, {}), ShapeError,
                        says("adamw_step: exp_avg is [3], expected [2, 3]."));
  BOOST_CHECK_EXCEPTION(adamw_step(parameter, same, same, other, {}), ShapeError,
                        says("adamw_step: exp_avg_sq is [3], expected [2, 3]."));
  AdamwStep options;
  options.step = 0;
  BOOST_CHECK_EXCEPTION(adamw_step(parameter, same, same, same, options), Error,
                        says("adamw_step: step 0, expected 1 for the first step."));
}

BOOST_AUTO_TEST_SUITE_END()
