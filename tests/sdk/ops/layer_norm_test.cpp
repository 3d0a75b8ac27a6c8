#include "graft/ops/layer_norm.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(layer_norm_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  check_gradient(
      [](const std::vector<Tensor>& in) { return layer_norm(in[0], in[1], in[2], 1e-5f); },
      {random_tensor({2, 3, 5}, 1), random_tensor({5}, 2), random_tensor({5}, 3)}, 3e-3);
}

BOOST_AUTO_TEST_CASE(known_values) {
  // Mean 2, variance 1.
  const Tensor input = Tensor::from({1, 2}, std::vector<float>{1.0f, 3.0f});
  const Tensor weight = Tensor::from({2}, std::vector<float>{2.0f, 4.0f});
  const Tensor bias = Tensor::from({2}, std::vector<float>{0.5f, 0.25f});
  const Tensor output = layer_norm(input, weight, bias, 0.0f);
  BOOST_TEST(output.data<float>()[0] == -1.5f, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(output.data<float>()[1] == 4.25f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(a_constant_row_gives_the_bias) {
  const Tensor bias = random_tensor({5}, 1);
  const Tensor output = layer_norm(Tensor::full({1, 5}, 3.0f), Tensor::full({5}, 1.0f), bias);
  BOOST_TEST(same_bits(output, bias.view({1, 5})));
}

BOOST_AUTO_TEST_CASE(no_rows_give_no_rows) {
  const Tensor ones = Tensor::full({5}, 1.0f);
  BOOST_TEST(layer_norm(Tensor(Shape{0, 5}), ones, ones).numel() == 0);
}

BOOST_AUTO_TEST_CASE(shapes_that_disagree_are_errors_that_name_them) {
  const Tensor input = random_tensor({2, 5}, 1);
  const Tensor four = random_tensor({4}, 1);
  const Tensor five = random_tensor({5}, 1);
  BOOST_CHECK_EXCEPTION(layer_norm(input, four, five), ShapeError,
                        says("layer_norm: weight is [4], expected [5]. Check `hidden_size` in the "
                             "model config against the checkpoint."));
  BOOST_CHECK_EXCEPTION(layer_norm(input, five, four), ShapeError,
                        says("layer_norm: bias is [4], expected [5]. Check `hidden_size` in the "
                             "model config against the checkpoint."));
  BOOST_CHECK_EXCEPTION(layer_norm(Tensor::scalar(1.0f), five, five), ShapeError,
                        says("layer_norm: hidden_states [] has rank 0, expected at least 1."));
}

BOOST_AUTO_TEST_SUITE_END()
