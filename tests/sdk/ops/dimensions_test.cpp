#include "graft/ops/dimensions.h"

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(dimensions_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const std::vector<Tensor> inputs = {random_tensor({2, 3, 1, 5}, 1)};
  for (const std::vector<std::int64_t>& order :
       {std::vector<std::int64_t>{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {-2, 0, -1, 1}}) {
    check_gradient([&](const std::vector<Tensor>& in) { return permute(in[0], order); }, inputs);
  }
  check_gradient([](const std::vector<Tensor>& in) { return transpose(in[0], 0, -1); }, inputs);
  check_gradient([](const std::vector<Tensor>& in) { return squeeze(in[0], 2); }, inputs);
  check_gradient([](const std::vector<Tensor>& in) { return unsqueeze(in[0], -1); }, inputs);
}

BOOST_AUTO_TEST_CASE(elements_go_where_the_order_says) {
  const Tensor ids = Tensor::from({1, 2, 3}, std::vector<std::int64_t>{1, 2, 3, 4, 5, 6});
  BOOST_TEST(same_bits(permute(ids, {2, 0, 1}),
                       Tensor::from({3, 1, 2}, std::vector<std::int64_t>{1, 4, 2, 5, 3, 6})));
  BOOST_TEST(same_bits(transpose(ids, 1, 2),
                       Tensor::from({1, 3, 2}, std::vector<std::int64_t>{1, 4, 2, 5, 3, 6})));
  BOOST_TEST(same_bits(permute(Tensor::scalar(2), {}), Tensor::scalar(2)));
  BOOST_TEST((permute(Tensor(Shape{2, 0, 3}), {1, 2, 0}).shape() == Shape{0, 3, 2}));
}

BOOST_AUTO_TEST_CASE(dimensions_of_size_one_come_and_go) {
  BOOST_TEST((unsqueeze(Tensor(Shape{2, 3}), 1).shape() == Shape{2, 1, 3}));
  BOOST_TEST((unsqueeze(Tensor(Shape{2, 3}), -1).shape() == Shape{2, 3, 1}));
  BOOST_TEST((unsqueeze(Tensor::scalar(1), 0).shape() == Shape{1}));
  BOOST_TEST((squeeze(Tensor(Shape{2, 1, 3}), -2).shape() == Shape{2, 3}));
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_errors_that_name_them) {
  const Tensor input(Shape{2, 3});
  BOOST_CHECK_EXCEPTION(permute(input, {0}), ShapeError,
                        says("permute: 1 dimensions for input [2, 3], expected 2."));
  BOOST_CHECK_EXCEPTION(permute(input, {0, 0}), ShapeError,
                        says("permute: dimension 0 of [2, 3] is named twice."));
  BOOST_CHECK_EXCEPTION(transpose(input, 0, 2), ShapeError,
                        says("transpose: dimension 2 of [2, 3] does not exist."));
  BOOST_CHECK_EXCEPTION(transpose(Tensor(), 0, 1), Error, says("transpose: input is undefined."));
  BOOST_CHECK_EXCEPTION(squeeze(input, 0), ShapeError,
                        says("squeeze: dimension 0 of [2, 3] has not size 1."));
  BOOST_CHECK_EXCEPTION(unsqueeze(input, 3), ShapeError,
                        says("unsqueeze: dimension 3 does not exist in [2, 3] with one more."));
}

BOOST_AUTO_TEST_SUITE_END()
