#include "graft/ops/normalize.h"

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(l2_normalize_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  check_gradient([](const std::vector<Tensor>& in) { return l2_normalize(in[0]); },
                 {random_tensor({2, 3, 5}, 1)});
}

BOOST_AUTO_TEST_CASE(rows_get_length_one) {
  const Tensor output =
      l2_normalize(Tensor::from({2, 2}, std::vector<float>{3.0f, 4.0f, 0.0f, -2.0f}));
  BOOST_TEST(same_bits(output, Tensor::from({2, 2}, std::vector<float>{0.6f, 0.8f, 0.0f, -1.0f})));
}

BOOST_AUTO_TEST_CASE(rows_shorter_than_epsilon_are_divided_by_it) {
  const Tensor tiny = Tensor::from({1, 2}, std::vector<float>{0.25f, 0.0f});
  BOOST_TEST(
      same_bits(l2_normalize(tiny, 0.5f), Tensor::from({1, 2}, std::vector<float>{0.5f, 0.0f})));
  BOOST_TEST(same_bits(l2_normalize(Tensor::zeros({1, 2})), Tensor::zeros({1, 2})));
  check_gradient([](const std::vector<Tensor>& in) { return l2_normalize(in[0], 100.0f); },
                 {random_tensor({2, 3}, 1)});
}

BOOST_AUTO_TEST_CASE(no_rows_give_no_rows_and_a_scalar_is_an_error) {
  BOOST_TEST((l2_normalize(Tensor(Shape{0, 3})).shape() == Shape{0, 3}));
  BOOST_CHECK_EXCEPTION(l2_normalize(Tensor::scalar(1.0f)), ShapeError,
                        says("l2_normalize: input [] has rank 0, expected at least 1."));
}

BOOST_AUTO_TEST_SUITE_END()
