#include "graft/nn/sequence_head.h"

#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"
#include "tests/support/problem_texts.h"

using namespace graft;
using namespace graft::tests;

namespace {

using Ids = std::vector<std::int64_t>;
using Floats = std::vector<float>;

const std::string kOneLabel = "single_label_classification";
const std::string kManyLabels = "multi_label_classification";
const std::string kRegression = "regression";

std::string mask_mistake(const Tensor& mask) {
  return problem_text([&mask] { (void)pool_last_token(Tensor::zeros({2, 3, 1}), &mask); });
}

/// For logits [2, 3].
std::string label_mistake(const Tensor& labels, const std::string& problem_type) {
  return problem_text([&] { (void)sequence_loss(Tensor::zeros({2, 3}), labels, problem_type); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sequence_head)

BOOST_AUTO_TEST_CASE(the_last_real_token_of_each_row_is_taken) {
  const Tensor hidden = Tensor::from({2, 3, 1}, Floats{1, 2, 3, 4, 5, 6});
  const Tensor mask = Tensor::from({2, 3}, Ids{1, 1, 0, 0, 1, 1});
  const Tensor pooled = pool_last_token(hidden, &mask);
  BOOST_TEST((pooled.shape() == Shape{2, 1}));
  BOOST_TEST((pooled.data<float>()[0] == 2.0f && pooled.data<float>()[1] == 6.0f));
  BOOST_TEST(pool_last_token(hidden, nullptr).data<float>()[0] == 3.0f);
}

BOOST_AUTO_TEST_CASE(a_mask_that_does_not_fit_is_an_error) {
  BOOST_TEST(mask_mistake(Tensor::zeros({2, 2}, DType::kInt64)) ==
             "error: attention_mask: expected i64 [2, 3], got i64 [2, 2]");
  BOOST_TEST(mask_mistake(Tensor::full({2, 3}, 1.0f)) ==
             "error: attention_mask: expected i64 [2, 3], got f32 [2, 3]");
  BOOST_TEST(mask_mistake(Tensor::from({2, 3}, Ids{1, 0, 0, 0, 0, 0})) ==
             "error: row 1 has no real token");
  BOOST_CHECK_EXCEPTION((void)pool_last_token(Tensor::zeros({2, 3}), nullptr), ShapeError,
                        says("pool_last_token: hidden_states [2, 3] must be [batch, seq, hidden]"));
}

BOOST_AUTO_TEST_CASE(pooling_and_head_have_the_gradient_of_difference_quotients) {
  const Tensor mask = Tensor::from({2, 3}, Ids{1, 1, 0, 1, 1, 1});
  Rng rng(7);
  const SequenceHead head(5, 2, rng);
  check_gradient(
      [&](const std::vector<Tensor>& in) {
        ForwardContext context;
        return head.forward(pool_last_token(in[0], &mask), context);
      },
      {random_tensor({2, 3, 5}, 1)});
}

BOOST_AUTO_TEST_CASE(one_label_per_text_costs_its_cross_entropy) {
  const Tensor logits = Tensor::from({2, 2}, Floats{0, 0, 9, -9});
  const SequenceLoss loss = sequence_loss(logits, Tensor::from({2}, Ids{1, -100}), kOneLabel);
  BOOST_TEST(loss.num_targets == 1);
  BOOST_TEST(loss.loss.item() == std::log(2.0f), boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(many_labels_cost_their_binary_cross_entropy) {
  const Tensor logits = Tensor::from({1, 2}, Floats{0.0f, 2.0f});
  const SequenceLoss loss = sequence_loss(logits, Tensor::from({1, 2}, Floats{1, 0}), kManyLabels);
  BOOST_TEST(loss.num_targets == 2);
  BOOST_TEST(loss.loss.item() == (std::log(2.0f) + std::log(1.0f + std::exp(2.0f))) / 2,
             boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(large_logits_do_not_overflow) {
  const Tensor logits = Tensor::from({1, 2}, Floats{1000.0f, -1000.0f});
  BOOST_TEST(sequence_loss(logits, Tensor::from({1, 2}, Floats{1, 0}), kManyLabels).loss.item() ==
             0.0f);
  BOOST_TEST(sequence_loss(logits, Tensor::from({1, 2}, Floats{0, 1}), kManyLabels).loss.item() ==
             1000.0f);
}

BOOST_AUTO_TEST_CASE(regression_costs_the_mean_square) {
  const Tensor logits = Tensor::from({2, 1}, Floats{1, 3});
  for (const Shape& shape : {Shape{2}, Shape{2, 1}}) {
    const SequenceLoss loss = sequence_loss(logits, Tensor::from(shape, Floats{0, 5}), kRegression);
    BOOST_TEST(loss.loss.item() == 2.5f);  // (1^2 + 2^2) / 2
    BOOST_TEST(loss.num_targets == 2);
  }
}

BOOST_AUTO_TEST_CASE(losses_have_the_gradient_of_difference_quotients) {
  const Tensor many = Tensor::from({2, 3}, Floats{1, 0, 1, 0, 0, 1});
  const Tensor one = Tensor::from({2}, Ids{2, 0});
  for (const std::string& type : {kOneLabel, kManyLabels, kRegression}) {
    check_gradient(
        [&](const std::vector<Tensor>& in) {
          return sequence_loss(in[0], type == kOneLabel ? one : many, type).loss;
        },
        {random_tensor({2, 3}, 1)});
  }
}

BOOST_AUTO_TEST_CASE(labels_of_another_shape_are_refused_though_as_many) {
  for (const std::string& type : {kManyLabels, kRegression}) {
    BOOST_TEST(label_mistake(Tensor::zeros({3, 2}), type) ==
               "error: labels: expected [2, 3], got f32 [3, 2]; give a number per text and label, "
               "or set problem_type in config.json");
    BOOST_TEST(label_mistake(Tensor::zeros({6}), type)
                   .starts_with("error: labels: expected [2, 3], got f32 [6]; "));
  }
}

BOOST_AUTO_TEST_CASE(one_label_per_text_is_an_index) {
  const std::string hint =
      "; give the index of one class per text, or set problem_type in config.json";
  BOOST_TEST(label_mistake(Tensor::zeros({2, 8}, DType::kInt64), kOneLabel) ==
             "error: labels: expected i64 [2], got i64 [2, 8]" + hint);
  BOOST_TEST(label_mistake(Tensor::zeros({2}), kOneLabel) ==
             "error: labels: expected i64 [2], got f32 [2]" + hint);
}

BOOST_AUTO_TEST_CASE(an_unknown_problem_type_is_an_error) {
  BOOST_TEST(problem_text([] {
               (void)sequence_loss(Tensor::zeros({1, 1}), Tensor::zeros({1, 1}), "ranking");
             }).starts_with("error: problem_type \"ranking\" is unknown; use "));
}

BOOST_AUTO_TEST_SUITE_END()
