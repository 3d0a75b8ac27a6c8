#include "graft/ops/cross_entropy.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/linear.h"
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

BOOST_AUTO_TEST_CASE(smoothed_labels_give_their_share_to_all_classes) {
  const Tensor labels = labels_of({4, -100, 0, 2});
  check_gradient(
      [labels](const std::vector<Tensor>& in) { return cross_entropy(in[0], labels, 0.2f).loss; },
      {random_tensor({4, 5}, 1)});
  // Equal logits: every label costs log 4, smoothed or not.
  const Tensor logits = Tensor::from({1, 4}, std::vector<float>(4, 5.0f));
  BOOST_TEST(cross_entropy(logits, labels_of({1}), 0.3f).loss.item() == std::log(4.0f),
             boost::test_tools::tolerance(1e-6f));
  BOOST_CHECK_EXCEPTION(
      cross_entropy(logits, labels_of({1}), 1.0f), Error,
      says("cross_entropy: label_smoothing 1.000000, expected 0 to less than 1."));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(linear_cross_entropy_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const Tensor labels = labels_of({4, -100, 0, 2});
  for (const float smoothing : {0.0f, 0.1f}) {
    check_gradient(
        [labels, smoothing](const std::vector<Tensor>& in) {
          return linear_cross_entropy(in[0], in[1], in[2], labels, smoothing).loss;
        },
        {random_tensor({4, 3}, 1), random_tensor({5, 3}, 2), random_tensor({5}, 3)});
  }
}

BOOST_AUTO_TEST_CASE(chunks_of_rows_give_what_all_logits_at_once_give) {
  constexpr std::int64_t kRows = 2100;  // with this vocabulary three chunks
  constexpr std::int64_t kVocab = 40000;
  std::vector<std::int64_t> ids;
  for (std::int64_t i = 0; i < kRows; ++i) ids.push_back(i % 9 == 0 ? -100 : i * 977 % kVocab);
  const Tensor labels = labels_of(ids);
  const auto pass = [&labels](bool whole) {
    std::vector<Tensor> in = {random_tensor({kRows, 8}, 1), random_tensor({kVocab, 8}, 2, 0.3f),
                              random_tensor({kVocab}, 3)};
    for (Tensor& tensor : in) tensor.set_requires_grad(true);
    const CrossEntropy result = whole ? cross_entropy(linear(in[0], in[1], in[2]), labels)
                                      : linear_cross_entropy(in[0], in[1], in[2], labels);
    backward(scale(result.loss, 3.0f));
    return std::pair(result, in);
  };
  const auto [expected, expected_in] = pass(true);
  const auto [found, found_in] = pass(false);
  BOOST_TEST(found.num_targets == expected.num_targets);
  BOOST_TEST(found.loss.item() == expected.loss.item(), boost::test_tools::tolerance(1e-6f));
  for (std::size_t i = 0; i < 3; ++i) {
    float largest = 0.0f;
    float difference = 0.0f;
    for (std::int64_t j = 0; j < found_in[i].numel(); ++j) {
      const float value = expected_in[i].grad().data<float>()[j];
      largest = std::max(largest, std::fabs(value));
      difference = std::max(difference, std::fabs(found_in[i].grad().data<float>()[j] - value));
    }
    BOOST_TEST(difference < 1e-5f * largest, i);
  }
}

BOOST_AUTO_TEST_CASE(what_is_frozen_gets_no_gradient) {
  const Tensor weight = random_tensor({5, 3}, 2);
  Tensor input = random_tensor({2, 3}, 1);
  input.set_requires_grad(true);
  backward(linear_cross_entropy(input, weight, Tensor(), labels_of({1, 4})).loss);
  BOOST_TEST(input.grad().defined());
  BOOST_TEST(!weight.grad().defined());
}

BOOST_AUTO_TEST_CASE(no_targets_give_no_loss_and_no_gradient) {
  Tensor input = random_tensor({2, 3}, 1);
  input.set_requires_grad(true);
  const CrossEntropy result =
      linear_cross_entropy(input, random_tensor({5, 3}, 2), Tensor(), labels_of({-100, -100}));
  BOOST_TEST(result.loss.item() == 0.0f);
  BOOST_TEST(result.num_targets == 0);
  backward(result.loss);
  BOOST_TEST(same_bits(input.grad(), Tensor::zeros({2, 3})));
}

BOOST_AUTO_TEST_CASE(wrong_labels_and_shapes_are_errors_that_name_them) {
  const Tensor input = random_tensor({2, 3}, 1);
  const Tensor weight = random_tensor({5, 3}, 2);
  BOOST_CHECK_EXCEPTION(
      linear_cross_entropy(input, weight, Tensor(), labels_of({0, 5})), InputError,
      says(
          "error: linear_cross_entropy: label 5 of row 1, expected 0 to 4, or -100 for none; check "
          "the labels against the size of the vocabulary or label set"));
  BOOST_CHECK_THROW(
      linear_cross_entropy(input, random_tensor({5, 4}, 2), Tensor(), labels_of({0, 1})),
      ShapeError);
  BOOST_CHECK_THROW(linear_cross_entropy(input, weight, random_tensor({4}, 1), labels_of({0, 1})),
                    ShapeError);
  BOOST_CHECK_EXCEPTION(
      linear_cross_entropy(input, weight, Tensor(), labels_of({0})), ShapeError,
      says("linear_cross_entropy: input [2, 3] and labels [1] disagree: 2 != 1."));
}

BOOST_AUTO_TEST_SUITE_END()
