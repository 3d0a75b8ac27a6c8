#include "framework/evaluate/unigram.h"

#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

Batch labelled(const char* name, const std::vector<std::int64_t>& labels) {
  Batch batch;
  batch[name] = Tensor::from({1, std::ssize(labels)}, labels);
  return batch;
}

bool is_near(double left, double right) { return std::abs(left - right) < 1e-12; }

}  // namespace

BOOST_AUTO_TEST_SUITE(unigram_model)

BOOST_AUTO_TEST_CASE(targets_that_occur_more_often_cost_less) {
  Unigram unigram(4);
  unigram.learn(labelled("labels", {1, 1, -100, 2, 1}));
  BOOST_TEST(unigram.num_targets() == 4);
  std::int64_t count = 0;
  const double sum = unigram.loss_sum(labelled("labels", {1, -100, 3}), count);
  BOOST_TEST(count == 2);
  // (3 + 1) / (4 + 4) and (0 + 1) / (4 + 4)
  BOOST_TEST(is_near(sum, -std::log(4.0 / 8.0) - std::log(1.0 / 8.0)));
}

BOOST_AUTO_TEST_CASE(shifted_labels_come_first) {
  Unigram unigram(2);
  Batch batch = labelled("labels", {0, 0, 0});
  batch["shift_labels"] = Tensor::from({1, 1}, std::vector<std::int64_t>{1});
  unigram.learn(batch);
  BOOST_TEST(unigram.num_targets() == 1);
}

BOOST_AUTO_TEST_CASE(a_batch_without_labels_counts_nothing) {
  Unigram unigram(2);
  unigram.learn(labelled("input_ids", {0, 1}));
  BOOST_TEST(unigram.num_targets() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
