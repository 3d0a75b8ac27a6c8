#include "graft/ops/softmax.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

BOOST_AUTO_TEST_SUITE(softmax_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const std::vector<Tensor> inputs = {random_tensor({2, 3, 5}, 7)};
  check_gradient([](const std::vector<Tensor>& in) { return softmax(in[0]); }, inputs);
  check_gradient([](const std::vector<Tensor>& in) { return log_softmax(in[0]); }, inputs);
}

BOOST_AUTO_TEST_CASE(known_values) {
  const Tensor logits = Tensor::from({2}, std::vector<float>{0.0f, std::log(3.0f)});
  const Tensor output = softmax(logits);
  BOOST_TEST(output.data<float>()[0] == 0.25f, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(output.data<float>()[1] == 0.75f, boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(log_softmax(logits).data<float>()[0] == std::log(0.25f),
             boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(rows_sum_to_one) {
  const Tensor output = softmax(random_tensor({4, 100}, 1, 5.0f));
  for (std::int64_t r = 0; r < 4; ++r) {
    double sum = 0.0;
    for (std::int64_t c = 0; c < 100; ++c) sum += output.data<float>()[100 * r + c];
    BOOST_TEST(sum == 1.0, boost::test_tools::tolerance(1e-5));
  }
}

BOOST_AUTO_TEST_CASE(large_logits_do_not_overflow) {
  const Tensor logits = Tensor::from({3}, std::vector<float>{1e30f, 1e30f, -1e30f});
  BOOST_TEST(same_bits(softmax(logits), Tensor::from({3}, std::vector<float>{0.5f, 0.5f, 0.0f})));
  const Tensor far = Tensor::from({2}, std::vector<float>{1000.0f, 0.0f});
  BOOST_TEST(log_softmax(far).data<float>()[1] == -1000.0f);
}

BOOST_AUTO_TEST_CASE(hidden_positions_get_zero_probability) {
  const Tensor logits = Tensor::from({3}, std::vector<float>{0.0f, -INFINITY, 0.0f});
  BOOST_TEST(same_bits(softmax(logits), Tensor::from({3}, std::vector<float>{0.5f, 0.0f, 0.5f})));
}

BOOST_AUTO_TEST_CASE(no_rows_or_columns_give_no_elements) {
  BOOST_TEST(softmax(Tensor(Shape{0, 5})).numel() == 0);
  BOOST_TEST(softmax(Tensor(Shape{5, 0})).numel() == 0);
}

BOOST_AUTO_TEST_CASE(a_scalar_is_an_error_that_names_it) {
  BOOST_CHECK_EXCEPTION(softmax(Tensor::scalar(1.0f)), ShapeError,
                        says("softmax: logits [] has rank 0, expected at least 1."));
}

BOOST_AUTO_TEST_SUITE_END()
