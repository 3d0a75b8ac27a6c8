#include "graft/ops/broadcast.h"

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(broadcast_ops)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  for (const Shape& shape : {Shape{3, 1}, Shape{2, 1, 5}, Shape{5}, Shape{}, Shape{2, 3, 5}}) {
    check_gradient(
        [](const std::vector<Tensor>& in) {
          return broadcast_to(in[0], {2, 3, 5});
        },
        {random_tensor(shape, 1)});
    check_gradient([&](const std::vector<Tensor>& in) { return sum_to(in[0], shape); },
                   {random_tensor({2, 3, 5}, 1)});
  }
}

BOOST_AUTO_TEST_CASE(elements_are_repeated) {
  const Tensor ids = Tensor::from({2, 1}, std::vector<std::int64_t>{1, 2});
  BOOST_TEST(same_bits(broadcast_to(ids, {2, 2, 2}),
                       Tensor::from({2, 2, 2}, std::vector<std::int64_t>{1, 1, 2, 2, 1, 1, 2, 2})));
  BOOST_TEST((broadcast_to(ids, {0, 2, 7}).shape() == Shape{0, 2, 7}));
}

BOOST_AUTO_TEST_CASE(repetitions_are_summed) {
  const Tensor input = Tensor::from({2, 2, 2}, std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
  BOOST_TEST(same_bits(sum_to(input, {2, 1}), Tensor::from({2, 1}, std::vector<float>{14, 22})));
  BOOST_TEST(same_bits(sum_to(input, {}), Tensor::scalar(36)));
  BOOST_TEST(same_bits(sum_to(input, {2, 1, 2}),
                       Tensor::from({2, 1, 2}, std::vector<float>{4, 6, 12, 14})));
  BOOST_TEST(same_bits(sum_to(Tensor(Shape{0, 2}), {2}), Tensor::zeros({2})));
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_errors_that_name_them) {
  BOOST_CHECK_EXCEPTION(broadcast_to(Tensor(Shape{2, 3}), {2, 4}), ShapeError,
                        says("broadcast_to: [2, 3] cannot be repeated to [2, 4]."));
  BOOST_CHECK_EXCEPTION(broadcast_to(Tensor(Shape{1, 3}), {3}), ShapeError,
                        says("broadcast_to: [1, 3] cannot be repeated to [3]."));
  BOOST_CHECK_EXCEPTION(sum_to(Tensor(Shape{2, 3}), {2}), ShapeError,
                        says("sum_to: [2] cannot be repeated to [2, 3]."));
  BOOST_CHECK_THROW(broadcast_to(Tensor(Shape{1}), {-1}), ShapeError);
  BOOST_CHECK_THROW(broadcast_to(Tensor(Shape{1}), {std::int64_t{1} << 40, std::int64_t{1} << 40}),
                    ShapeError);
  BOOST_CHECK_EXCEPTION(broadcast_to(Tensor(), {1}), Error,
                        says("broadcast_to: input is undefined."));
}

BOOST_AUTO_TEST_SUITE_END()
