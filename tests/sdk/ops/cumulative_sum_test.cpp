#include "graft/ops/cumulative_sum.h"

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(cumulative_sum_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  for (const std::int64_t dimension : {0, 1, -1}) {
    check_gradient(
        [dimension](const std::vector<Tensor>& in) { return cumulative_sum(in[0], dimension); },
        {random_tensor({2, 3, 5}, 1)});
  }
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor input = Tensor::from({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
  BOOST_TEST(same_bits(cumulative_sum(input, 1),
                       Tensor::from({2, 3}, std::vector<float>{1, 3, 6, 4, 9, 15})));
  BOOST_TEST(same_bits(cumulative_sum(input, 0),
                       Tensor::from({2, 3}, std::vector<float>{1, 2, 3, 5, 7, 9})));
  BOOST_TEST(cumulative_sum(Tensor(Shape{2, 0}), 1).numel() == 0);
  BOOST_TEST(cumulative_sum(Tensor(Shape{1, 0, std::int64_t{1} << 40}), 1).numel() == 0);
}

BOOST_AUTO_TEST_CASE(small_steps_are_not_lost) {
  const Tensor sums = cumulative_sum(Tensor::full({100000}, 0.1f), 0);
  BOOST_TEST(sums.data<float>()[99999] == 10000.0f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(a_dimension_that_does_not_exist_is_an_error) {
  BOOST_CHECK_EXCEPTION(cumulative_sum(Tensor::scalar(1), 0), ShapeError,
                        says("cumulative_sum: dimension 0 of [] does not exist."));
}

BOOST_AUTO_TEST_SUITE_END()
