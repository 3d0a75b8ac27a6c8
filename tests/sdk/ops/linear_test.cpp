#include "graft/ops/linear.h"

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(linear_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients_for_both_layouts) {
  for (const WeightLayout layout : {WeightLayout::kOutIn, WeightLayout::kInOut}) {
    const Shape shape = layout == WeightLayout::kOutIn ? Shape{7, 5} : Shape{5, 7};
    check_gradient(
        [layout](const std::vector<Tensor>& in) { return linear(in[0], in[1], in[2], layout); },
        {random_tensor({2, 3, 5}, 1), random_tensor(shape, 2), random_tensor({7}, 3)});
    check_gradient(
        [layout](const std::vector<Tensor>& in) { return linear(in[0], in[1], Tensor(), layout); },
        {random_tensor({4, 5}, 1), random_tensor(shape, 2)});
  }
}

BOOST_AUTO_TEST_CASE(known_values_for_both_layouts) {
  const Tensor input = Tensor::from({1, 2}, std::vector<float>{1, 2});
  const Tensor weight = Tensor::from({2, 2}, std::vector<float>{1, 2, 3, 4});
  const Tensor bias = Tensor::from({2}, std::vector<float>{10, 20});
  BOOST_TEST(
      same_bits(linear(input, weight, bias), Tensor::from({1, 2}, std::vector<float>{15, 31})));
  BOOST_TEST(same_bits(linear(input, weight, bias, WeightLayout::kInOut),
                       Tensor::from({1, 2}, std::vector<float>{17, 30})));
  BOOST_TEST(same_bits(linear(input, weight), Tensor::from({1, 2}, std::vector<float>{5, 11})));
}

BOOST_AUTO_TEST_CASE(a_single_row_keeps_its_rank) {
  BOOST_TEST((linear(random_tensor({5}, 1), random_tensor({7, 5}, 2)).shape() == Shape{7}));
}

BOOST_AUTO_TEST_CASE(no_rows_give_no_rows_and_zero_gradients) {
  Tensor weight = random_tensor({7, 5}, 1);
  Tensor bias = random_tensor({7}, 2);
  weight.set_requires_grad(true);
  bias.set_requires_grad(true);
  const Tensor output = linear(Tensor(Shape{0, 5}), weight, bias);
  BOOST_TEST((output.shape() == Shape{0, 7}));
  backward(output, Tensor(Shape{0, 7}));
  BOOST_TEST(same_bits(weight.grad(), Tensor::zeros({7, 5})));
  BOOST_TEST(same_bits(bias.grad(), Tensor::zeros({7})));
}

BOOST_AUTO_TEST_CASE(shapes_that_disagree_are_errors_that_name_them) {
  const Tensor input = random_tensor({2, 3}, 1);
  BOOST_CHECK_EXCEPTION(linear(input, random_tensor({4, 5}, 1)), ShapeError,
                        says("linear: input [2, 3] and weight [4, 5] disagree: 3 != 5. Check the "
                             "sizes in the model config against the checkpoint."));
  BOOST_CHECK_EXCEPTION(
      linear(input, random_tensor({4, 3}, 1), Tensor(), WeightLayout::kInOut), ShapeError,
      says("linear: input [2, 3] and weight [4, 3] disagree: 3 != 4. Check the sizes in the model "
           "config against the checkpoint."));
  BOOST_CHECK_EXCEPTION(linear(input, random_tensor({4, 3}, 1), random_tensor({3}, 1)), ShapeError,
                        says("linear: bias is [3], expected [4]. Check the sizes in the model "
                             "config against the checkpoint."));
  BOOST_CHECK_EXCEPTION(linear(input, random_tensor({3}, 1)), ShapeError,
                        says("linear: weight [3] is no matrix."));
  BOOST_CHECK_EXCEPTION(linear(Tensor::scalar(1.0f), random_tensor({4, 3}, 1)), ShapeError,
                        says("linear: input [] has rank 0, expected at least 1."));
}

BOOST_AUTO_TEST_SUITE_END()
