#include "graft/nn/token_head.h"

#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/gradient_check.h"
#include "tests/support/problem_texts.h"

using namespace graft;
using namespace graft::tests;

namespace {

using Ids = std::vector<std::int64_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(token_head)

BOOST_AUTO_TEST_CASE(the_loss_is_the_mean_over_labelled_tokens) {
  // Two equal logits: ln 2 per token; the third token is not labelled.
  const SequenceLoss loss =
      token_loss(Tensor::zeros({1, 3, 2}), Tensor::from({1, 3}, Ids{0, 1, -100}));
  BOOST_TEST(loss.loss.item() == std::log(2.0f), boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(loss.num_targets == 2);
}

BOOST_AUTO_TEST_CASE(span_logits_are_the_two_columns) {
  const SpanLogits span = span_logits(Tensor::from({1, 2, 2}, std::vector<float>{1, 2, 3, 4}));
  BOOST_TEST((span.start.shape() == Shape{1, 2}));
  BOOST_TEST((span.start.data<float>()[1] == 3.0f && span.end.data<float>()[0] == 2.0f));
}

BOOST_AUTO_TEST_CASE(the_span_loss_is_the_mean_of_both_ends) {
  const SpanLogits span = {Tensor::zeros({1, 4}), Tensor::zeros({1, 4})};
  const SequenceLoss loss = span_loss(span, Tensor::from({1}, Ids{2}), Tensor::from({1}, Ids{3}));
  BOOST_TEST(loss.loss.item() == std::log(4.0f), boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(answers_outside_the_text_do_not_count) {
  const SpanLogits span = {Tensor::zeros({2, 4}), Tensor::zeros({2, 4})};
  const SequenceLoss loss =
      span_loss(span, Tensor::from({2}, Ids{1, 9}), Tensor::from({2}, Ids{2, 4}));
  BOOST_TEST(loss.num_targets == 1);
  BOOST_TEST(loss.loss.item() == std::log(4.0f), boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const Tensor labels = Tensor::from({2, 3}, Ids{0, 3, -100, 2, 1, 0});
  check_gradient([&](const std::vector<Tensor>& in) { return token_loss(in[0], labels).loss; },
                 {random_tensor({2, 3, 4}, 1)});
  const Tensor start = Tensor::from({2}, Ids{1, 0});
  const Tensor end = Tensor::from({2}, Ids{2, 2});
  check_gradient(
      [&](const std::vector<Tensor>& in) { return span_loss(span_logits(in[0]), start, end).loss; },
      {random_tensor({2, 3, 2}, 2)});
}

BOOST_AUTO_TEST_CASE(labels_of_another_shape_are_errors) {
  BOOST_TEST(problem_text([] {
               token_loss(Tensor::zeros({1, 3, 2}), Tensor::from({3}, Ids{0, 1, 1}));
             }) == "error: labels: expected i64 [1, 3], got i64 [3]");
  const SpanLogits span = {Tensor::zeros({2, 4}), Tensor::zeros({2, 4})};
  BOOST_TEST(problem_text([&] {
               span_loss(span, Tensor::from({1}, Ids{0}), Tensor::from({2}, Ids{0, 1}));
             }) == "error: start_positions: expected i64 [2], got i64 [1]");
}

BOOST_AUTO_TEST_SUITE_END()
