#include "graft/ops/reduce.h"

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(reduce_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const std::vector<Tensor> inputs = {random_tensor({2, 3, 5}, 1)};
  check_gradient([](const std::vector<Tensor>& in) { return sum(in[0]); }, inputs);
  check_gradient([](const std::vector<Tensor>& in) { return mean(in[0]); }, inputs);
}

BOOST_AUTO_TEST_CASE(known_values_are_scalars) {
  const Tensor input = Tensor::from({2, 2}, std::vector<float>{1, 2, 3, 6});
  BOOST_TEST(sum(input).item() == 12.0f);
  BOOST_TEST(mean(input).item() == 3.0f);
  BOOST_TEST(mean(input).rank() == 0);
}

BOOST_AUTO_TEST_CASE(the_sum_of_nothing_is_zero_and_its_mean_an_error) {
  BOOST_TEST(sum(Tensor(Shape{0, 3})).item() == 0.0f);
  BOOST_CHECK_EXCEPTION(mean(Tensor(Shape{0, 3})), ShapeError,
                        says("mean: input [0, 3] has no elements."));
}

BOOST_AUTO_TEST_SUITE_END()
