#include "graft/ops/optimizer_step.h"

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

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
