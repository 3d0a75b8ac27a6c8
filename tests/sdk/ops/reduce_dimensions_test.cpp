#include "graft/ops/reduce_dimensions.h"

#include <cmath>
#include <functional>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/elementwise.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

using Reduction =
    std::function<Tensor(const Tensor&, const std::vector<std::int64_t>&, ReducedDims)>;

const std::vector<Reduction> kReductions = {
    [](const Tensor& x, const auto& dims, ReducedDims reduced) { return sum(x, dims, reduced); },
    [](const Tensor& x, const auto& dims, ReducedDims reduced) { return mean(x, dims, reduced); },
    [](const Tensor& x, const auto& dims, ReducedDims reduced) { return max(x, dims, reduced); },
    [](const Tensor& x, const auto& dims, ReducedDims reduced) { return min(x, dims, reduced); },
    [](const Tensor& x, const auto& dims, ReducedDims reduced) {
      return variance(x, dims, reduced);
    },
    [](const Tensor& x, const auto& dims, ReducedDims reduced) {
      return log_sum_exp(x, dims, reduced);
    },
};

// [2, 2, 3]
Tensor counted() {
  return Tensor::from({2, 2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reduce_dimensions_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients_for_every_choice_of_dimensions) {
  // Elements 0.1 apart, in some order: none becomes the largest while it moves.
  Tensor input(Shape{2, 3, 5});
  for (std::int64_t i = 0; i < input.numel(); ++i) {
    input.data<float>()[i] = 0.1f * static_cast<float>((7 * i) % 31) - 1.5f;
  }
  for (const std::vector<std::int64_t>& dimensions :
       {std::vector<std::int64_t>{0}, {1}, {-1}, {0, 1}, {2, 1}, {0, 2}, {0, 1, 2}, {}}) {
    for (const ReducedDims reduced : {ReducedDims::kDrop, ReducedDims::kKeep}) {
      for (std::size_t i = 0; i < kReductions.size(); ++i) {
        BOOST_TEST_CONTEXT("reduction " << i << " over " << to_string(dimensions)) {
          check_gradient(
              [&](const std::vector<Tensor>& in) {
                return kReductions[i](in[0], dimensions, reduced);
              },
              {input}, 2e-3);
        }
      }
    }
  }
  check_gradient(
      [](const std::vector<Tensor>& in) { return variance(in[0], {1}, ReducedDims::kDrop, 1); },
      {input}, 2e-3);
}

BOOST_AUTO_TEST_CASE(known_values) {
  const auto equals = [](const Tensor& found, const Shape& shape,
                         const std::vector<float>& expected) {
    return same_bits(found, Tensor::from(shape, expected));
  };
  BOOST_TEST(equals(sum(counted(), {1}), {2, 3}, {5, 7, 9, 17, 19, 21}));
  BOOST_TEST(equals(sum(counted(), {0, 2}, ReducedDims::kKeep), {1, 2, 1}, {30, 48}));
  BOOST_TEST(equals(sum(counted(), {0, 1, 2}), {}, {78}));
  BOOST_TEST(equals(sum(counted(), {}), {2, 2, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  BOOST_TEST(equals(mean(counted(), {-1}), {2, 2}, {2, 5, 8, 11}));
  BOOST_TEST(equals(max(counted(), {0, 2}), {2}, {9, 12}));
  BOOST_TEST(equals(min(counted(), {0, 1}, ReducedDims::kKeep), {1, 1, 3}, {1, 2, 3}));
  BOOST_TEST(equals(variance(counted(), {0}), {2, 3}, {9, 9, 9, 9, 9, 9}));
  BOOST_TEST(equals(variance(counted(), {-1}, ReducedDims::kDrop, 1), {2, 2}, {1, 1, 1, 1}));
  const Tensor shifted = Tensor::from({2}, std::vector<float>{1000, 1000});
  BOOST_TEST(log_sum_exp(shifted, {0}).item() == 1000.0f + std::log(2.0f));
  const Tensor nothing = Tensor::from({2}, std::vector<float>{-INFINITY, -INFINITY});
  BOOST_TEST(log_sum_exp(nothing, {0}).item() == -INFINITY);
}

BOOST_AUTO_TEST_CASE(the_first_of_equal_elements_gets_the_gradient) {
  Tensor input = Tensor::from({4}, std::vector<float>{1, 3, 3, 1});
  input.set_requires_grad(true);
  backward(add(max(input, {0}), scale(min(input, {0}), 10)));
  BOOST_TEST(same_bits(input.grad(), Tensor::from({4}, std::vector<float>{10, 1, 0, 0})));
}

BOOST_AUTO_TEST_CASE(nan_is_passed_on) {
  const Tensor input = Tensor::from({3}, std::vector<float>{1, NAN, 3});
  for (const Reduction& reduction : kReductions) {
    BOOST_TEST(std::isnan(reduction(input, {0}, ReducedDims::kDrop).item()));
  }
}

BOOST_AUTO_TEST_CASE(the_sum_of_nothing_is_zero_and_the_rest_an_error) {
  const Tensor nothing(Shape{3, 0, 2});
  BOOST_TEST(same_bits(sum(nothing, {1}), Tensor::zeros({3, 2})));
  BOOST_TEST((max(nothing, {0}).shape() == Shape{0, 2}));
  BOOST_CHECK_EXCEPTION(max(nothing, {1}), ShapeError,
                        says("max: 0 elements of input [3, 0, 2] are reduced to one, expected more "
                             "than 0."));
  BOOST_CHECK_EXCEPTION(variance(Tensor(Shape{3, 1}), {1}, ReducedDims::kDrop, 1), ShapeError,
                        says("variance: 1 elements of input [3, 1] are reduced to one, expected "
                             "more than 1."));
}

BOOST_AUTO_TEST_CASE(wrong_dimensions_are_errors_that_name_them) {
  BOOST_CHECK_EXCEPTION(sum(counted(), {3}), ShapeError,
                        says("sum: dimension 3 of [2, 2, 3] does not exist."));
  BOOST_CHECK_EXCEPTION(mean(counted(), {2, -1}), ShapeError,
                        says("mean: dimension -1 of [2, 2, 3] is named twice."));
  BOOST_CHECK_EXCEPTION(log_sum_exp(Tensor::scalar(1), {0}), ShapeError,
                        says("log_sum_exp: dimension 0 of [] does not exist."));
  BOOST_CHECK_EXCEPTION(variance(counted(), {0}, ReducedDims::kDrop, -1), Error,
                        says("variance: correction is -1, expected 0 or more."));
  BOOST_CHECK_EXCEPTION(min(Tensor(), {0}), Error,
                        says("min: input is undefined, expected a tensor of f32."));
}

BOOST_AUTO_TEST_SUITE_END()
