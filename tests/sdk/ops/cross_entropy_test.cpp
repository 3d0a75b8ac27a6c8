#include "graft/ops/cross_entropy.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/elementwise.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

Tensor labels_of(const std::vector<std::int64_t>& values) {
  return Tensor::from({static_cast<std::int64_t>(values.size())}, values);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cross_entropy_op)

BOOST_AUTO_TEST_CASE(gradient_matches_difference_quotients) {
  const Tensor labels = labels_of({4, -100, 0, 2});
  check_gradient(
      [labels](const std::vector<Tensor>& in) { return cross_entropy(in[0], labels).loss; },
      {random_tensor({4, 5}, 1)});
}

BOOST_AUTO_TEST_CASE(loss_is_the_mean_over_the_rows_that_count) {
  // -log(1/4) twice, and one row that does not count.
  const Tensor logits = Tensor::from({3, 4}, std::vector<float>(12, 5.0f));
  const CrossEntropy result = cross_entropy(logits, labels_of({1, -100, 3}));
  BOOST_TEST(result.loss.item() == std::log(4.0f), boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(result.num_targets == 2);
  BOOST_TEST(result.loss.rank() == 0);
}

BOOST_AUTO_TEST_CASE(no_targets_give_no_loss_and_no_gradient) {
  Tensor logits = random_tensor({2, 3}, 1);
  logits.set_requires_grad(true);
  const CrossEntropy result = cross_entropy(logits, labels_of({-100, -100}));
  BOOST_TEST(result.loss.item() == 0.0f);
  BOOST_TEST(result.num_targets == 0);
  backward(result.loss);
  BOOST_TEST(same_bits(logits.grad(), Tensor::zeros({2, 3})));
}

BOOST_AUTO_TEST_CASE(no_rows_give_no_loss) {
  BOOST_TEST(cross_entropy(Tensor(Shape{0, 3}), labels_of({})).loss.item() == 0.0f);
}

BOOST_AUTO_TEST_CASE(large_logits_do_not_overflow) {
  const Tensor logits = Tensor::from({2, 2}, std::vector<float>{1e30f, -1e30f, 3e38f, 3e38f});
  const CrossEntropy result = cross_entropy(logits, labels_of({0, 1}));
  BOOST_TEST(result.loss.item() == std::log(2.0f) / 2.0f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(gradient_follows_the_factor_on_the_loss) {
  const Tensor labels = labels_of({1, 0});
  const auto gradient = [&labels](float factor) {
    Tensor logits = random_tensor({2, 3}, 1);
    logits.set_requires_grad(true);
    backward(scale(cross_entropy(logits, labels).loss, factor));
    return logits.grad();
  };
  BOOST_TEST(same_bits(gradient(0.5f), scale(gradient(1.0f), 0.5f)));
}

BOOST_AUTO_TEST_CASE(wrong_labels_and_shapes_are_errors_that_name_them) {
  const Tensor logits = random_tensor({2, 3}, 1);
  BOOST_CHECK_EXCEPTION(
      cross_entropy(logits, labels_of({0, 3})), InputError,
      says("error: cross_entropy: label 3 of row 1, expected 0 to 2, or -100 for none; check the "
           "labels against the size of the vocabulary or label set"));
  BOOST_CHECK_EXCEPTION(
      cross_entropy(logits, labels_of({-1, 0})), InputError,
      says("error: cross_entropy: label -1 of row 0, expected 0 to 2, or -100 for none; check the "
           "labels against the size of the vocabulary or label set"));
  BOOST_CHECK_EXCEPTION(cross_entropy(logits, labels_of({0})), ShapeError,
                        says("cross_entropy: logits [2, 3] and labels [1] disagree: 2 != 1."));
  BOOST_CHECK_EXCEPTION(cross_entropy(random_tensor({1, 2, 3}, 1), labels_of({0, 0})), ShapeError,
                        says("cross_entropy: logits [1, 2, 3] and labels [2], expected [rows, "
                             "vocab] and [rows]."));
  BOOST_CHECK_EXCEPTION(
      cross_entropy(logits, random_tensor({2}, 1)), Error,
      says("cross_entropy: labels is f32, expected i64. Convert it with Tensor::to."));
}

BOOST_AUTO_TEST_SUITE_END()
