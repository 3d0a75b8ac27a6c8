#include "graft/nn/next_token.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/error.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

using Ids = std::vector<std::int64_t>;

Ids ids(const Tensor& tensor) {
  return {tensor.data<std::int64_t>(), tensor.data<std::int64_t>() + tensor.numel()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(next_token)

BOOST_AUTO_TEST_CASE(each_position_predicts_the_one_behind_it) {
  const Batch batch = next_token_batch(Tensor::from({2, 4}, Ids{1, 2, 3, 4, 5, 6, -100, -100}));
  BOOST_TEST(ids(batch.at("input_ids")) == (Ids{1, 2, 3, 5, 6, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(ids(batch.at("shift_labels")) == (Ids{2, 3, 4, 6, -100, -100}),
             boost::test_tools::per_element());
  BOOST_TEST((batch.at("input_ids").shape() == Shape{2, 3}));
}

BOOST_AUTO_TEST_CASE(labels_are_shifted_inside) {
  Batch batch;
  batch["input_ids"] = Tensor::from({2, 3}, Ids{1, 2, 3, 4, 5, 6});
  batch["labels"] = Tensor::from({2, 3}, Ids{1, -100, 3, 4, 5, 6});
  BOOST_TEST(ids(next_token_labels(batch)) == (Ids{-100, 3, -100, 5, 6, -100}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(labels_that_are_shifted_already_come_first) {
  Batch batch;
  batch["input_ids"] = Tensor::from({1, 2}, Ids{1, 2});
  batch["labels"] = Tensor::from({1, 2}, Ids{1, 2});
  batch["shift_labels"] = Tensor::from({1, 2}, Ids{2, 7});
  BOOST_TEST(ids(next_token_labels(batch)) == (Ids{2, 7}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_loss_counts_targets_only) {
  Batch batch;
  batch["input_ids"] = Tensor::from({1, 2}, Ids{0, 1});
  batch["shift_labels"] = Tensor::from({1, 2}, Ids{1, -100});
  const Tensor logits = Tensor::from({1, 2, 2}, std::vector<float>{0.0f, 1.0f, 9.0f, -9.0f});
  const CrossEntropy loss = next_token_loss(logits, batch);
  BOOST_TEST(loss.num_targets == 1);
  BOOST_TEST(loss.loss.item() == std::log(1.0f + std::exp(-1.0f)),
             boost::test_tools::tolerance(1e-5f));
}

BOOST_AUTO_TEST_CASE(without_labels_there_is_no_loss) {
  Batch batch;
  batch["input_ids"] = Tensor::from({1, 2}, Ids{0, 1});
  BOOST_TEST(!next_token_loss(Tensor::zeros({1, 2, 3}), batch).loss.defined());
}

BOOST_AUTO_TEST_CASE(shapes_that_disagree_are_named) {
  BOOST_CHECK_THROW(next_token_batch(Tensor::from({2, 1}, Ids{1, 2})), ShapeError);
  BOOST_CHECK_THROW(next_token_batch(Tensor::from({2}, Ids{1, 2})), ShapeError);
  Batch batch;
  batch["input_ids"] = Tensor::from({1, 2}, Ids{0, 1});
  batch["labels"] = Tensor::from({2}, Ids{0, 1});
  BOOST_CHECK_EXCEPTION(next_token_labels(batch), InputError, [](const InputError& error) {
    return std::string(error.what()).find("labels [2] and input_ids [1, 2]") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(labels_of_another_dtype_are_named) {
  const auto text = [](const std::string& name) {
    Batch batch;
    batch["input_ids"] = Tensor::from({1, 2}, Ids{0, 1});
    batch[name] = Tensor::zeros({1, 2});
    return problem_text([&batch] { (void)next_token_labels(batch); });
  };
  const std::string rest =
      ": expected i64, got f32; give token ids, and -100 where nothing is to be predicted";
  BOOST_TEST(text("labels") == "error: labels" + rest);
  BOOST_TEST(text("shift_labels") == "error: shift_labels" + rest);
}

BOOST_AUTO_TEST_SUITE_END()
