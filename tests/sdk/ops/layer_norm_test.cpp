#include "graft/ops/layer_norm.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/ops/elementwise.h"
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

BOOST_AUTO_TEST_CASE(gradients_of_a_sum_and_its_norm_match_difference_quotients) {
  check_gradient(
      [](const std::vector<Tensor>& in) {
        const SummedNorm both = add_layer_norm(in[0], in[1], in[2], in[3], 1e-5f);
        return multiply(both.sum, both.normalized);
      },
      {random_tensor({2, 3, 5}, 1), random_tensor({2, 3, 5}, 2), random_tensor({5}, 3),
       random_tensor({5}, 4)},
      3e-3);
}

BOOST_AUTO_TEST_CASE(a_sum_and_its_norm_are_those_of_add_and_layer_norm) {
  for (const DType dtype : {DType::kFloat32, DType::kBFloat16}) {
    const Tensor hidden_states = random_tensor({7, 33}, 1).to(dtype);
    const Tensor residual = random_tensor({7, 33}, 2).to(dtype);
    const Tensor weight = random_tensor({33}, 3);
    const Tensor bias = random_tensor({33}, 4);
    const SummedNorm both = add_layer_norm(hidden_states, residual, weight, bias);
    const Tensor sum = add(hidden_states, residual);
    BOOST_TEST(same_bits(both.sum, sum));
    BOOST_TEST(same_bits(both.normalized, layer_norm(sum, weight, bias)));
    // Where the types differ, that of the sum.
    const SummedNorm mixed = add_layer_norm(random_tensor({7, 33}, 1), residual, weight, bias);
    BOOST_TEST(same_bits(mixed.sum, add(random_tensor({7, 33}, 1), residual)));
    BOOST_TEST(same_bits(mixed.normalized, layer_norm(mixed.sum, weight, bias)));
  }
}

BOOST_AUTO_TEST_CASE(a_residual_of_another_shape_is_an_error_that_names_it) {
  const Tensor five = random_tensor({5}, 1);
  BOOST_CHECK_EXCEPTION(
      add_layer_norm(random_tensor({2, 5}, 1), random_tensor({3, 5}, 1), five, five), ShapeError,
      says("add_layer_norm: residual is [3, 5], expected [2, 5]."));
}

BOOST_AUTO_TEST_SUITE_END()
