#include "graft/ops/select.h"

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(select_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const Tensor condition = Tensor::from({3, 1}, std::vector<std::int64_t>{1, 0, 1});
  for (const Shape& other : {Shape{2, 3, 5}, Shape{3, 5}, Shape{5}, Shape{}, Shape{2, 1, 1}}) {
    check_gradient([&](const std::vector<Tensor>& in) { return where(condition, in[0], in[1]); },
                   {random_tensor({2, 3, 5}, 1), random_tensor(other, 2)});
    check_gradient([&](const std::vector<Tensor>& in) { return where(condition, in[1], in[0]); },
                   {random_tensor({2, 3, 5}, 1), random_tensor(other, 2)});
  }
  check_gradient(
      [&](const std::vector<Tensor>& in) { return masked_fill(in[0], condition, -7.0f); },
      {random_tensor({2, 3, 5}, 1)});
}

BOOST_AUTO_TEST_CASE(masks_of_bool_and_of_integers_are_the_same) {
  const Tensor numbers = Tensor::from({3}, std::vector<std::int64_t>{0, 1, 7});
  Tensor truth(Shape{3}, DType::kBool);
  truth.data<bool>()[0] = false;
  truth.data<bool>()[1] = true;
  truth.data<bool>()[2] = true;
  const Tensor input = Tensor::from({3}, std::vector<float>{1, 2, 3});
  const Tensor expected = Tensor::from({3}, std::vector<float>{1, -1, -1});
  BOOST_TEST(same_bits(masked_fill(input, numbers, -1), expected));
  BOOST_TEST(same_bits(masked_fill(input, truth, -1), expected));
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor condition = Tensor::from({2, 1}, std::vector<std::int64_t>{1, 0});
  const Tensor left = Tensor::from({2}, std::vector<std::int64_t>{1, 2});
  const Tensor right = Tensor::from({1}, std::vector<std::int64_t>{9});
  BOOST_TEST(same_bits(where(condition, left, right),
                       Tensor::from({2, 2}, std::vector<std::int64_t>{1, 2, 9, 9})));
  BOOST_TEST(where(condition, Tensor(Shape{0}), Tensor::scalar(1)).numel() == 0);
}

BOOST_AUTO_TEST_CASE(other_shapes_and_types_are_errors_that_name_them) {
  const Tensor condition = Tensor::from({2}, std::vector<std::int64_t>{1, 0});
  BOOST_CHECK_EXCEPTION(where(condition, Tensor(Shape{2}), Tensor(Shape{3})), ShapeError,
                        says("where: if_true [2] and if_false [3] disagree in dimension -1: 2 != "
                             "3, and neither is 1."));
  BOOST_CHECK_EXCEPTION(where(condition, Tensor(Shape{3}), Tensor(Shape{1})), ShapeError,
                        says("where: condition [2] and values [3] disagree in dimension -1: 2 != "
                             "3, and neither is 1."));
  BOOST_CHECK_EXCEPTION(where(Tensor(Shape{2}), condition, condition), Error,
                        says("where: condition is f32, expected bool, or i64 of 0 and 1."));
  BOOST_CHECK_EXCEPTION(where(condition, condition, Tensor(Shape{2})), Error,
                        says("where: if_true is i64 and if_false is f32. Convert one with "
                             "Tensor::to."));
  BOOST_CHECK_EXCEPTION(masked_fill(Tensor(Shape{2}), condition.view({2, 1}), 0), ShapeError,
                        says("masked_fill: mask [2, 1] is larger than input [2]."));
  BOOST_CHECK_EXCEPTION(masked_fill(Tensor(Shape{3}), condition, 0), ShapeError,
                        says("masked_fill: input [3] and mask [2] disagree in dimension -1: 3 != "
                             "2, and neither is 1."));
}

BOOST_AUTO_TEST_SUITE_END()
