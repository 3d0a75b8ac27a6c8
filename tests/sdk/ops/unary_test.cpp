#include "graft/ops/unary.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

// In (0.5, 2.5), where every function here is smooth.
Tensor smooth() {
  Rng rng(3);
  return random_uniform({2, 3, 5}, rng, 0.5f, 2.5f);
}

float at(Tensor (*function)(const Tensor&), float x) { return function(Tensor::scalar(x)).item(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(unary_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  for (Tensor (*const function)(const Tensor&) :
       {&log, &sqrt, &rsqrt, &reciprocal, &square, &abs, &negate, &sin, &cos}) {
    check_gradient([function](const std::vector<Tensor>& in) { return function(in[0]); },
                   {smooth()});
  }
  for (const float exponent : {-1.5f, 0.0f, 1.0f, 2.0f, 2.5f}) {
    check_gradient([=](const std::vector<Tensor>& in) { return power(in[0], exponent); },
                   {smooth()}, 3e-3);
  }
  check_gradient([](const std::vector<Tensor>& in) { return abs(negate(in[0])); }, {smooth()});
  check_gradient([](const std::vector<Tensor>& in) { return clamp(in[0], -0.5f, 0.5f); },
                 {Tensor::from({5}, std::vector<float>{-2, -0.4f, 0, 0.4f, 2})});
}

BOOST_AUTO_TEST_CASE(known_values) {
  BOOST_TEST(at(log, 1.0f) == 0.0f);
  BOOST_TEST(at(log, 0.0f) == -INFINITY);
  BOOST_TEST(std::isnan(at(log, -1.0f)));
  BOOST_TEST(at(sqrt, 9.0f) == 3.0f);
  BOOST_TEST(at(rsqrt, 16.0f) == 0.25f);
  BOOST_TEST(at(reciprocal, -4.0f) == -0.25f);
  BOOST_TEST(at(square, -3.0f) == 9.0f);
  BOOST_TEST(at(abs, -3.0f) == 3.0f);
  BOOST_TEST(at(negate, -3.0f) == 3.0f);
  BOOST_TEST(at(sin, 0.0f) == 0.0f);
  BOOST_TEST(at(cos, 0.0f) == 1.0f);
  BOOST_TEST(at(cos, 1e6f) == std::cos(1e6f));
  BOOST_TEST(power(Tensor::scalar(-2.0f), 3.0f).item() == -8.0f);
  BOOST_TEST(std::isnan(power(Tensor::scalar(-2.0f), 0.5f).item()));
  const Tensor numbers = Tensor::from({3}, std::vector<float>{-5, 0.5f, 7});
  BOOST_TEST(same_bits(clamp(numbers, -1, 1), Tensor::from({3}, std::vector<float>{-1, 0.5f, 1})));
  BOOST_TEST(std::isnan(clamp(Tensor::scalar(NAN), -1, 1).item()));
}

BOOST_AUTO_TEST_CASE(gradients_at_kinks_are_as_documented) {
  const auto slope = [](const auto& function, float x) {
    Tensor input = Tensor::scalar(x);
    input.set_requires_grad(true);
    backward(function(input));
    return input.grad().item();
  };
  BOOST_TEST(slope([](const Tensor& x) { return abs(x); }, 0.0f) == 0.0f);
  BOOST_TEST(slope([](const Tensor& x) { return power(x, 0.0f); }, 0.0f) == 0.0f);
  BOOST_TEST(slope([](const Tensor& x) { return power(x, 1.0f); }, 0.0f) == 1.0f);
  BOOST_TEST(slope([](const Tensor& x) { return clamp(x, -1, 1); }, 1.0f) == 1.0f);
  BOOST_TEST(slope([](const Tensor& x) { return sqrt(x); }, 0.0f) == INFINITY);
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_errors_that_name_them) {
  BOOST_CHECK_EXCEPTION(log(Tensor(Shape{2}, DType::kInt64)), Error,
                        says("log: input is i64, expected f32. Convert it with Tensor::to."));
  BOOST_CHECK_EXCEPTION(negate(Tensor()), Error,
                        says("negate: input is undefined, expected a tensor of f32."));
  BOOST_CHECK_EXCEPTION(clamp(Tensor::scalar(1), 2, 1), Error,
                        says("clamp: low is 2.000000 and high 1.000000, expected low <= high."));
  BOOST_CHECK_THROW(clamp(Tensor::scalar(1), NAN, 1), Error);
  BOOST_TEST(sqrt(Tensor(Shape{0, 3})).numel() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
