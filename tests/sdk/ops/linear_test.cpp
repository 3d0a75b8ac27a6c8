#include "graft/ops/linear.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/cast.h"
#include "graft/ops/elementwise.h"
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

// The second and third gradient of the input are added where the first one lies.
BOOST_AUTO_TEST_CASE(gradients_of_maps_of_one_input_add_up) {
  check_gradient(
      [](const std::vector<Tensor>& in) {
        const Tensor input = scale(in[0], 2.0f);
        return multiply(
            linear(input, in[1]),
            multiply(linear(input, in[2], Tensor(), WeightLayout::kInOut), linear(input, in[1])));
      },
      {random_tensor({4, 5}, 1, 0.3f), random_tensor({7, 5}, 2, 0.5f),
       random_tensor({5, 7}, 3, 0.5f)});
}

BOOST_AUTO_TEST_CASE(gradients_of_maps_of_one_bf16_input_add_up) {
  const std::vector<Tensor> weights = {random_tensor({24, 40}, 1), random_tensor({24, 40}, 2)};
  const Tensor grad_output = random_tensor({9, 24}, 3);
  const auto gradient = [&](const std::vector<Tensor>& maps, DType dtype) {
    Tensor leaf = random_tensor({9, 40}, 4);
    leaf.set_requires_grad(true);
    const Tensor input = cast(leaf, dtype);
    Tensor sum = linear(input, maps.front());
    for (std::size_t i = 1; i < maps.size(); ++i) sum = add(sum, linear(input, maps[i]));
    backward(sum, grad_output);
    return leaf.grad();
  };
  const Tensor expected = gradient(weights, DType::kFloat32);
  const Tensor found = gradient(weights, DType::kBFloat16);
  for (std::int64_t i = 0; i < expected.numel(); ++i) {
    // Two maps of 24 terms each, every operand and result rounded to 8 bits.
    BOOST_TEST(std::abs(found.data<float>()[i] - expected.data<float>()[i]) < 0.25f);
  }
}

BOOST_AUTO_TEST_CASE(an_activation_is_taken_as_by_itself) {
  const Tensor weight = random_tensor({7, 5}, 2);
  const Tensor bias = random_tensor({7}, 3);
  for (const Activation activation : {Activation::kGelu, Activation::kGeluTanh, Activation::kRelu,
                                      Activation::kSilu, Activation::kTanh}) {
    // The corner of relu has no difference quotient; the next test compares its gradient.
    if (activation != Activation::kRelu)
      check_gradient(
          [activation](const std::vector<Tensor>& in) {
            return linear_activate(in[0], in[1], in[2], activation);
          },
          {random_tensor({2, 3, 5}, 1), weight, bias});
    for (const DType dtype : {DType::kFloat32, DType::kBFloat16}) {
      const Tensor input = random_tensor({9, 5}, 4).to(dtype);
      const Tensor expected = activate(linear(input, weight, bias), activation);
      BOOST_TEST(same_bits(linear_activate(input, weight, bias, activation), expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(gradients_through_an_activation_are_those_of_two_ops) {
  // Rows enough for two threads.
  const Tensor grad_output = random_tensor({70, 600}, 5);
  const auto check = [&](Activation activation, DType dtype, WeightLayout layout) {
    const Shape shape = layout == WeightLayout::kOutIn ? Shape{600, 5} : Shape{5, 600};
    std::vector<Tensor> together = {random_tensor({70, 5}, 1).to(dtype), random_tensor(shape, 2),
                                    random_tensor({600}, 3)};
    std::vector<Tensor> apart;
    for (Tensor& tensor : together) {
      apart.push_back(tensor.clone());
      tensor.set_requires_grad(true);
      apart.back().set_requires_grad(true);
    }
    backward(linear_activate(together[0], together[1], together[2], activation, layout),
             grad_output);
    backward(activate(linear(apart[0], apart[1], apart[2], layout), activation), grad_output);
    for (std::size_t i = 0; i < apart.size(); ++i) {
      BOOST_TEST(same_bits(together[i].grad(), apart[i].grad()));
    }
  };
  for (const Activation activation :
       {Activation::kGelu, Activation::kGeluTanh, Activation::kQuickGelu, Activation::kRelu,
        Activation::kSilu, Activation::kTanh, Activation::kSigmoid}) {
    for (const DType dtype : {DType::kFloat32, DType::kBFloat16}) {
      for (const WeightLayout layout : {WeightLayout::kOutIn, WeightLayout::kInOut}) {
        check(activation, dtype, layout);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(relu_of_what_is_no_number_is_no_number) {
  const Tensor input = Tensor::from({1, 1}, std::vector<float>{NAN});
  const Tensor weight = Tensor::full({1, 1}, 1.0f);
  BOOST_TEST(std::isnan(linear_activate(input, weight, Tensor(), Activation::kRelu).item()));
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
