#include "graft/ops/clip_grad_norm.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

Tensor with_grad(const std::vector<float>& grad) {
  const Shape shape = {static_cast<std::int64_t>(grad.size())};
  Tensor parameter = Tensor::zeros(shape);
  parameter.set_grad(Tensor::from(shape, grad));
  return parameter;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_grad_norm_op)

BOOST_AUTO_TEST_CASE(all_gradients_are_scaled_by_one_factor) {
  const std::vector<Tensor> parameters = {with_grad({3, 0}), Tensor::zeros({2}), with_grad({-4})};
  BOOST_TEST(clip_grad_norm(parameters, 2.5) == 5.0);
  BOOST_TEST(same_bits(parameters[0].grad(), Tensor::from({2}, std::vector<float>{1.5f, 0})));
  BOOST_TEST(!parameters[1].grad().defined());
  BOOST_TEST(same_bits(parameters[2].grad(), Tensor::from({1}, std::vector<float>{-2})));
  BOOST_TEST(clip_grad_norm(parameters, 2.5) == 2.5);
}

BOOST_AUTO_TEST_CASE(small_gradients_stay_bit_for_bit) {
  const Tensor parameter = with_grad({0.3f, 0.4f});
  BOOST_TEST(clip_grad_norm({parameter}, 1.0) == 0.5, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(same_bits(parameter.grad(), Tensor::from({2}, std::vector<float>{0.3f, 0.4f})));
  BOOST_TEST(clip_grad_norm({}, 1.0) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_parameter_named_twice_counts_once) {
  const Tensor parameter = with_grad({3, 4});
  BOOST_TEST(clip_grad_norm({parameter, parameter}, 1.0) == 5.0);
  BOOST_TEST(parameter.grad().data<float>()[0] == 0.6f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(a_norm_that_is_not_finite_changes_nothing) {
  const Tensor parameter = with_grad({INFINITY, 1});
  BOOST_TEST(clip_grad_norm({parameter}, 1.0) == INFINITY);
  BOOST_TEST(parameter.grad().data<float>()[1] == 1.0f);
}

BOOST_AUTO_TEST_CASE(a_limit_that_is_not_positive_is_an_error) {
  BOOST_CHECK_EXCEPTION(clip_grad_norm({}, 0.0), Error,
                        says("clip_grad_norm: max_norm is 0.000000, expected more than 0."));
  BOOST_CHECK_THROW(clip_grad_norm({}, NAN), Error);
}

BOOST_AUTO_TEST_SUITE_END()
