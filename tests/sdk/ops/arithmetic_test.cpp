#include "graft/ops/arithmetic.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

// `random_tensor` moved away from 0.
Tensor positive(const Shape& shape, std::uint64_t seed) {
  Tensor tensor = random_tensor(shape, seed);
  float* const values = tensor.data<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) values[i] = 1.0f + std::abs(values[i]);
  return tensor;
}

// Numbers that are 0.5 apart, in some order: no two meet when one moves by a difference quotient.
Tensor apart(const Shape& shape, std::int64_t offset) {
  Tensor tensor(shape);
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    tensor.data<float>()[i] =
        static_cast<float>((7 * i + 3) % 31) + 0.25f * static_cast<float>(offset);
  }
  return tensor;
}

const std::vector<std::pair<Shape, Shape>> kPairs = {
    {{2, 3, 5}, {2, 3, 5}}, {{2, 3, 5}, {5}}, {{2, 3, 5}, {2, 1, 5}},
    {{2, 1, 5}, {3, 1}},    {{5}, {2, 3, 5}}, {{2, 3, 1}, {1, 5}},
    {{}, {2, 3}},           {{1}, {}},        {{2, 3, 5}, {1, 3, 1}}};

}  // namespace

BOOST_AUTO_TEST_SUITE(arithmetic_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients_for_every_broadcast) {
  for (const auto& [left, right] : kPairs) {
    BOOST_TEST_CONTEXT("left " << to_string(left) << ", right " << to_string(right)) {
      const std::vector<Tensor> inputs = {random_tensor(left, 1), positive(right, 2)};
      check_gradient([](const std::vector<Tensor>& in) { return divide(in[0], in[1]); }, inputs);
      const std::vector<Tensor> numbers = {apart(left, 0), apart(right, 1)};
      check_gradient([](const std::vector<Tensor>& in) { return maximum(in[0], in[1]); }, numbers,
                     5e-3);
      check_gradient([](const std::vector<Tensor>& in) { return minimum(in[0], in[1]); }, numbers,
                     5e-3);
    }
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor left = Tensor::from({2, 1}, std::vector<float>{6, -12});
  const Tensor right = Tensor::from({3}, std::vector<float>{1, -2, 8});
  BOOST_TEST(same_bits(divide(left, right),
                       Tensor::from({2, 3}, std::vector<float>{6, -3, 0.75f, -12, 6, -1.5f})));
  BOOST_TEST(
      same_bits(maximum(left, right), Tensor::from({2, 3}, std::vector<float>{6, 6, 8, 1, -2, 8})));
  BOOST_TEST(same_bits(minimum(left, right),
                       Tensor::from({2, 3}, std::vector<float>{1, -2, 6, -12, -12, -12})));
}

BOOST_AUTO_TEST_CASE(nan_on_either_side_stays_nan) {
  const Tensor numbers = Tensor::from({2}, std::vector<float>{1.0f, NAN});
  const Tensor others = Tensor::from({2}, std::vector<float>{NAN, 1.0f});
  for (const Tensor& result : {maximum(numbers, others), minimum(numbers, others)}) {
    BOOST_TEST(std::isnan(result.data<float>()[0]));
    BOOST_TEST(std::isnan(result.data<float>()[1]));
  }
}

BOOST_AUTO_TEST_CASE(of_two_equal_elements_the_left_one_gets_the_gradient) {
  for (const auto& op : {maximum, minimum}) {
    Tensor left = Tensor::scalar(2.0f);
    Tensor right = Tensor::scalar(2.0f);
    left.set_requires_grad(true);
    right.set_requires_grad(true);
    backward(op(left, right));
    BOOST_TEST(left.grad().item() == 1.0f);
    BOOST_TEST(right.grad().item() == 0.0f);
  }
}

BOOST_AUTO_TEST_CASE(no_elements_give_no_elements_and_zero_gradients) {
  Tensor right = positive({3}, 1);
  right.set_requires_grad(true);
  const Tensor output = divide(Tensor(Shape{0, 3}), right);
  BOOST_TEST((output.shape() == Shape{0, 3}));
  backward(output, Tensor(Shape{0, 3}));
  BOOST_TEST(right.grad().data<float>()[2] == 0.0f);
  BOOST_TEST((maximum(Tensor(Shape{2, 0}), Tensor(Shape{1})).shape() == Shape{2, 0}));
}

BOOST_AUTO_TEST_CASE(other_shapes_and_types_are_errors_that_name_them) {
  BOOST_CHECK_EXCEPTION(divide(Tensor(Shape{2, 3}), Tensor(Shape{2, 1, 4})), ShapeError,
                        says("divide: left [2, 3] and right [2, 1, 4] disagree in dimension -1: "
                             "3 != 4, and neither is 1."));
  BOOST_CHECK_EXCEPTION(maximum(Tensor(Shape{0}), Tensor(Shape{3})), ShapeError,
                        says("maximum: left [0] and right [3] disagree in dimension -1: 0 != 3, "
                             "and neither is 1."));
  BOOST_CHECK_EXCEPTION(minimum(Tensor(Shape{2}), Tensor(Shape{2}, DType::kInt64)), Error,
                        says("minimum: right is i64, expected f32. Convert it with Tensor::to."));
  BOOST_CHECK_EXCEPTION(divide(Tensor(), Tensor(Shape{2})), Error,
                        says("divide: left is undefined, expected a tensor of f32."));
  constexpr std::int64_t kMany = std::int64_t{1} << 40;
  BOOST_CHECK_THROW(
      divide(Tensor(Shape{0, kMany, 1}), Tensor(Shape{0, 1, kMany}).view({1, 0, kMany})),
      ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
