#include "graft/ops/elementwise.h"

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(elementwise_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients_for_every_repetition) {
  for (const Shape& right : {Shape{2, 3, 5}, Shape{3, 5}, Shape{5}, Shape{}}) {
    const std::vector<Tensor> inputs = {random_tensor({2, 3, 5}, 1), random_tensor(right, 2)};
    check_gradient([](const std::vector<Tensor>& in) { return add(in[0], in[1]); }, inputs);
    check_gradient([](const std::vector<Tensor>& in) { return subtract(in[0], in[1]); }, inputs);
    check_gradient([](const std::vector<Tensor>& in) { return multiply(in[0], in[1]); }, inputs);
  }
  check_gradient([](const std::vector<Tensor>& in) { return scale(in[0], -2.5f); },
                 {random_tensor({2, 3, 5}, 1)});
}

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients_for_every_broadcast) {
  const std::vector<std::pair<Shape, Shape>> pairs = {
      {{2, 3, 5}, {2, 1, 5}}, {{2, 1, 5}, {3, 1}}, {{5}, {2, 3, 5}},
      {{2, 3, 1}, {1, 5}},    {{}, {2, 3}},        {{2, 3, 5}, {1, 3, 1}}};
  for (const auto& [left, right] : pairs) {
    const std::vector<Tensor> inputs = {random_tensor(left, 1), random_tensor(right, 2)};
    check_gradient([](const std::vector<Tensor>& in) { return add(in[0], in[1]); }, inputs);
    check_gradient([](const std::vector<Tensor>& in) { return subtract(in[0], in[1]); }, inputs);
    check_gradient([](const std::vector<Tensor>& in) { return multiply(in[0], in[1]); }, inputs);
  }
}

BOOST_AUTO_TEST_CASE(sizes_of_one_are_repeated_on_both_sides) {
  const Tensor column = Tensor::from({2, 1}, std::vector<float>{10, 20});
  const Tensor row = Tensor::from({3}, std::vector<float>{1, 2, 3});
  BOOST_TEST(same_bits(add(column, row),
                       Tensor::from({2, 3}, std::vector<float>{11, 12, 13, 21, 22, 23})));
  BOOST_TEST(same_bits(subtract(row, column),
                       Tensor::from({2, 3}, std::vector<float>{-9, -8, -7, -19, -18, -17})));
  BOOST_TEST(same_bits(multiply(column, row),
                       Tensor::from({2, 3}, std::vector<float>{10, 20, 30, 20, 40, 60})));
}

BOOST_AUTO_TEST_CASE(gradients_of_one_tensor_used_twice_add_up) {
  check_gradient([](const std::vector<Tensor>& in) { return multiply(in[0], in[0]); },
                 {random_tensor({5}, 1)});
  check_gradient([](const std::vector<Tensor>& in) { return add(in[0], add(in[0], in[0])); },
                 {random_tensor({5}, 1)});
}

BOOST_AUTO_TEST_CASE(the_right_operand_is_repeated_over_the_first_dimensions) {
  const Tensor left = Tensor::from({2, 2}, std::vector<float>{1, 2, 3, 4});
  const Tensor right = Tensor::from({2}, std::vector<float>{10, 20});
  BOOST_TEST(same_bits(add(left, right), Tensor::from({2, 2}, std::vector<float>{11, 22, 13, 24})));
  BOOST_TEST(
      same_bits(subtract(left, right), Tensor::from({2, 2}, std::vector<float>{-9, -18, -7, -16})));
  BOOST_TEST(
      same_bits(multiply(left, right), Tensor::from({2, 2}, std::vector<float>{10, 40, 30, 80})));
  BOOST_TEST(same_bits(scale(left, 2.0f), Tensor::from({2, 2}, std::vector<float>{2, 4, 6, 8})));
}

BOOST_AUTO_TEST_CASE(no_elements_give_no_elements_and_zero_gradients) {
  Tensor right = random_tensor({3}, 1);
  right.set_requires_grad(true);
  const Tensor output = add(Tensor(Shape{0, 3}), right);
  BOOST_TEST(output.numel() == 0);
  backward(output, Tensor(Shape{0, 3}));
  BOOST_TEST(same_bits(right.grad(), Tensor::zeros({3})));
  BOOST_TEST(multiply(Tensor(Shape{2, 0}), Tensor(Shape{0})).numel() == 0);
}

BOOST_AUTO_TEST_CASE(other_shapes_and_types_are_errors_that_name_them) {
  const Tensor left = random_tensor({2, 3}, 1);
  BOOST_CHECK_EXCEPTION(add(left, random_tensor({2}, 1)), ShapeError,
                        says("add: left [2, 3] and right [2] disagree in dimension -1: 3 != 2, and "
                             "neither is 1."));
  BOOST_CHECK_EXCEPTION(multiply(left, random_tensor({4, 3, 3}, 1)), ShapeError,
                        says("multiply: left [2, 3] and right [4, 3, 3] disagree in dimension -2: "
                             "2 != 3, and neither is 1."));
  BOOST_CHECK_EXCEPTION(subtract(left, Tensor::zeros({3}, DType::kInt64)), Error,
                        says("subtract: right is i64, expected f32. Convert it with Tensor::to."));
  BOOST_CHECK_EXCEPTION(scale(Tensor(), 2.0f), Error,
                        says("scale: input is undefined, expected a tensor of f32."));
}

BOOST_AUTO_TEST_CASE(exp_is_its_own_derivative) {
  BOOST_TEST(exp(Tensor::scalar(0.0f)).item() == 1.0f);
  BOOST_TEST(exp(Tensor::scalar(1.0f)).item() == 2.7182818f, boost::test_tools::tolerance(1e-6f));
  check_gradient([](const std::vector<Tensor>& in) { return exp(in[0]); },
                 {random_tensor({2, 3, 5}, 1)});
}

BOOST_AUTO_TEST_SUITE_END()
