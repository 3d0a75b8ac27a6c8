#include "graft/ops/activation.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(activation_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  // Relu away from its kink.
  Tensor input = random_tensor({2, 3, 5}, 1);
  for (std::int64_t i = 0; i < input.numel(); ++i) {
    float& x = input.data<float>()[i];
    x += x < 0.0f ? -0.1f : 0.1f;
  }
  for (const Activation activation :
       {Activation::kGelu, Activation::kGeluTanh, Activation::kQuickGelu, Activation::kRelu,
        Activation::kSilu, Activation::kTanh, Activation::kSigmoid}) {
    check_gradient(
        [activation](const std::vector<Tensor>& in) { return activate(in[0], activation); },
        {input});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const auto at = [](Activation activation, float x) {
    return activate(Tensor::scalar(x), activation).item();
  };
  const auto within = boost::test_tools::tolerance(1e-6f);
  BOOST_TEST(at(Activation::kGelu, 1.0f) == 0.84134475f, within);
  BOOST_TEST(at(Activation::kGeluTanh, 1.0f) == 0.84119199f, within);
  BOOST_TEST(at(Activation::kQuickGelu, 1.0f) == 0.84579577f, within);
  BOOST_TEST(at(Activation::kRelu, -1.0f) == 0.0f);
  BOOST_TEST(at(Activation::kSilu, 1.0f) == 0.73105858f, within);
  BOOST_TEST(at(Activation::kTanh, 0.5f) == 0.46211716f, within);
  BOOST_TEST(at(Activation::kSigmoid, 0.0f) == 0.5f);
}

BOOST_AUTO_TEST_CASE(no_elements_give_no_elements) {
  BOOST_TEST(activate(Tensor(Shape{0, 4}), Activation::kGelu).numel() == 0);
}

BOOST_AUTO_TEST_CASE(public_names_are_known) {
  BOOST_TEST((activation_named("gelu") == Activation::kGelu));
  BOOST_TEST((activation_named("gelu_new") == Activation::kGeluTanh));
  BOOST_TEST((activation_named("gelu_pytorch_tanh") == Activation::kGeluTanh));
  BOOST_TEST((activation_named("gelu_fast") == Activation::kGeluTanh));
  BOOST_TEST((activation_named("quick_gelu") == Activation::kQuickGelu));
  BOOST_TEST((activation_named("relu") == Activation::kRelu));
  BOOST_TEST((activation_named("silu") == Activation::kSilu));
  BOOST_TEST((activation_named("swish") == Activation::kSilu));
  BOOST_TEST((activation_named("tanh") == Activation::kTanh));
  BOOST_TEST((activation_named("sigmoid") == Activation::kSigmoid));
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_an_error_that_lists_the_known_ones) {
  BOOST_CHECK_EXCEPTION(activation_named("gelo"), InputError, [](const InputError& error) {
    return error.problems().at(0).text() ==
           "error: no activation named \"gelo\"; available: gelu, gelu_fast, gelu_new, "
           "gelu_pytorch_tanh, quick_gelu, relu, sigmoid, silu, swish, tanh";
  });
}

BOOST_AUTO_TEST_SUITE_END()
