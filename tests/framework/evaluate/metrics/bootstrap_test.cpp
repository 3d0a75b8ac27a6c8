#include "framework/evaluate/metrics/bootstrap.h"

#include <cmath>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include "framework/evaluate/metrics/bleu_metric.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/evaluate/metrics/regression_metric.h"
#include "graft/error.h"
#include "graft/parallel.h"
#include "graft/random.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Numbers = std::vector<double>;

/// `count` items of two classes, of which each `wrong`-th is wrong.
ClassificationMetric classifier(std::int64_t count, std::int64_t wrong) {
  ClassificationMetric metric(2);
  for (std::int64_t i = 0; i < count; ++i) {
    metric.add(i % 2, i % wrong == 0 ? 1 - i % 2 : i % 2);
  }
  return metric;
}

class ThreadCount {
 public:
  explicit ThreadCount(int count) : before_(num_threads()) { set_num_threads(count); }
  ~ThreadCount() { set_num_threads(before_); }
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;

 private:
  int before_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bootstrap_intervals)

BOOST_AUTO_TEST_CASE(a_quantile_lies_between_its_neighbours) {
  // 0.25 of the way over three steps: 0.75 of the first.
  BOOST_TEST(quantile(Numbers{4, 1, 3, 2}, 0.25) == 1.75);
  BOOST_TEST(quantile(Numbers{4, 1, 3, 2}, 0.0) == 1.0);
  BOOST_TEST(quantile(Numbers{4, 1, 3, 2}, 1.0) == 4.0);
  BOOST_TEST(quantile(Numbers{7}, 0.3) == 7.0);
  BOOST_TEST(quantile(Numbers{NAN, 1, NAN, 2}, 0.5) == 1.5);
  BOOST_TEST(std::isnan(quantile(Numbers{NAN}, 0.5)));
  BOOST_TEST(std::isinf(quantile(Numbers{INFINITY, INFINITY}, 0.5)));
}

BOOST_AUTO_TEST_CASE(a_draw_has_as_many_units_as_there_are) {
  const auto weights = bootstrap_weights(1000, 7, 3);
  BOOST_TEST(std::accumulate(weights.begin(), weights.end(), 0u) == 1000u);
  // A unit is missed with probability (1 - 1/n)^n; the standard deviation of their number is 10.
  const auto missed = std::count(weights.begin(), weights.end(), 0u);
  BOOST_TEST(std::abs(static_cast<double>(missed) - 367.7) < 50);
  BOOST_CHECK(bootstrap_weights(1000, 7, 3) == weights);
  BOOST_CHECK(bootstrap_weights(1000, 7, 4) != weights);
  BOOST_CHECK(bootstrap_weights(1000, 8, 3) != weights);
}

BOOST_AUTO_TEST_CASE(the_interval_of_a_share_is_that_of_the_normal_approximation) {
  const auto results = bootstrap(classifier(400, 10), {.seed = 9});
  BOOST_TEST(results[0].name == "accuracy");
  BOOST_TEST(results[0].value == 0.9);
  BOOST_TEST(results[0].n == 400);
  // 0.9 +- 1.96 sqrt(0.9 x 0.1 / 400) = 0.9 +- 0.0294.
  BOOST_TEST(is_near(results[0].low, 0.8706, 0.005));
  BOOST_TEST(is_near(results[0].high, 0.9294, 0.005));
  BOOST_TEST(results[1].name == "macro_f1");
  BOOST_TEST(results[1].low < 0.9);
}

BOOST_AUTO_TEST_CASE(a_wider_confidence_is_a_wider_interval) {
  const auto metric = classifier(400, 10);
  const MetricResult half = bootstrap(metric, {.confidence = 0.5})[0];
  const MetricResult most = bootstrap(metric, {.confidence = 0.99})[0];
  // Half of a normal distribution lies within 0.674 standard deviations of 0.015.
  BOOST_TEST(is_near(half.high - half.low, 2 * 0.674 * 0.015, 0.004));
  BOOST_TEST(most.high - most.low > 2 * (half.high - half.low));
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_bits) {
  const auto metric = classifier(300, 7);
  std::vector<MetricResult> one;
  {
    const ThreadCount threads(1);
    one = bootstrap(metric, {.seed = 5});
  }
  for (const int count : {2, 3, 8}) {
    const ThreadCount threads(count);
    const auto more = bootstrap(metric, {.seed = 5});
    for (std::size_t i = 0; i < one.size(); ++i) {
      BOOST_TEST(more[i].low == one[i].low);
      BOOST_TEST(more[i].high == one[i].high);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_seed_decides) {
  const auto metric = classifier(97, 5);
  BOOST_TEST(bootstrap(metric, {.seed = 1})[4].low == bootstrap(metric, {.seed = 1})[4].low);
  BOOST_TEST(bootstrap(metric, {.seed = 1})[4].low != bootstrap(metric, {.seed = 2})[4].low);
}

BOOST_AUTO_TEST_CASE(the_interval_of_a_corpus_score_holds_the_score) {
  BleuMetric metric;
  Rng rng(3);
  for (int i = 0; i < 60; ++i) {
    std::string hypothesis;
    std::string reference;
    for (int k = 0; k < 12; ++k) {
      const std::string word = std::to_string(rng.below(50)) + " ";
      hypothesis += word;
      reference += rng.below(5) == 0 ? "x " : word;
    }
    metric.add(hypothesis, {reference});
  }
  const MetricResult result = bootstrap(metric)[0];
  BOOST_TEST(result.low < result.value);
  BOOST_TEST(result.value < result.high);
  BOOST_TEST(result.high - result.low < 20.0);
  BOOST_TEST(result.signature == metric.signature());
}

BOOST_AUTO_TEST_CASE(draws_where_a_number_is_not_defined_are_left_out) {
  // Two items: half of the draws hold one of them twice and have no correlation.
  RegressionMetric metric;
  metric.add(1, 1);
  metric.add(2, 2);
  const auto results = bootstrap(metric);
  BOOST_TEST(results[1].name == "pearson");
  BOOST_TEST(is_near(results[1].low, 1.0));
  BOOST_TEST(is_near(results[1].high, 1.0));
}

BOOST_AUTO_TEST_CASE(items_in_groups_have_the_interval_of_items) {
  // 200,000 items with a share of 0.9, kept in fours: 0.9 +- 1.96 sqrt(0.09 / 200,000) = 0.00131.
  // Drawn at random, so that neighbours are independent.
  ClassificationMetric metric(2);
  Rng rng(12);
  for (int i = 0; i < 200000; ++i) metric.add(0, rng.below(10) == 0 ? 1 : 0);
  BOOST_TEST(metric.items().items_per_unit() == 4);
  const MetricResult accuracy = bootstrap(metric, {.resamples = 200})[0];
  BOOST_TEST(is_near(accuracy.high - accuracy.low, 2 * 0.00131, 0.0006));
}

BOOST_AUTO_TEST_CASE(without_an_item_there_is_no_number) {
  BOOST_CHECK_THROW(bootstrap(ClassificationMetric(2)), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
