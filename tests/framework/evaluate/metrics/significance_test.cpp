#include "framework/evaluate/metrics/significance.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "framework/evaluate/metrics/bleu_metric.h"
#include "framework/evaluate/metrics/classification_metric.h"
#include "framework/evaluate/metrics/regression_metric.h"
#include "graft/error.h"
#include "graft/random.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

/// Class 0 throughout, said with probability `share`.
ClassificationMetric run_of(std::uint64_t seed, std::int64_t count, double share) {
  ClassificationMetric metric(2);
  Rng rng(seed);
  for (std::int64_t i = 0; i < count; ++i) {
    metric.add(0, static_cast<double>(rng.uniform()) < share ? 0 : 1);
  }
  return metric;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(paired_significance)

BOOST_AUTO_TEST_CASE(a_run_does_not_differ_from_itself) {
  const auto metric = run_of(1, 200, 0.8);
  for (const auto& results :
       {paired_bootstrap(metric, metric), approximate_randomization(metric, metric, 200)}) {
    BOOST_TEST(results[0].name == "accuracy");
    BOOST_TEST(results[0].difference == 0.0);
    BOOST_TEST(results[0].low == 0.0);
    BOOST_TEST(results[0].high == 0.0);
    BOOST_TEST(results[0].p_value == 1.0);
    BOOST_TEST(results[0].n == 200);
  }
}

BOOST_AUTO_TEST_CASE(a_clear_difference_is_significant) {
  const auto worse = run_of(1, 500, 0.6);
  const auto better = run_of(2, 500, 0.9);
  const PairedDifference bootstrap = paired_bootstrap(worse, better)[0];
  BOOST_TEST(bootstrap.difference > 0.2);
  BOOST_TEST(bootstrap.low > 0.15);
  BOOST_TEST(bootstrap.p_value == 1.0 / 1001);
  BOOST_TEST(approximate_randomization(worse, better, 1000)[0].p_value == 1.0 / 1001);
  // The other way round it is as much less.
  BOOST_TEST(paired_bootstrap(better, worse)[0].difference == -bootstrap.difference);
}

BOOST_AUTO_TEST_CASE(the_p_value_of_few_items_is_that_of_the_sign_test) {
  // Of 10 items 5 are right in the second run only, the rest in both. Swapping leaves a difference
  // as large with all five on one side: 2 / 2^5.
  ClassificationMetric first(2);
  ClassificationMetric second(2);
  for (int i = 0; i < 10; ++i) {
    first.add(0, i < 5 ? 1 : 0);
    second.add(0, 0);
  }
  const PairedDifference result = approximate_randomization(first, second, 20000)[0];
  BOOST_TEST(result.difference == 0.5);
  // Standard deviation sqrt(p (1 - p) / 20,000) = 0.0017.
  BOOST_TEST(is_near(result.p_value, 2.0 / 32, 0.007), result.p_value);
}

BOOST_AUTO_TEST_CASE(runs_of_equal_quality_rarely_look_different) {
  // Of 40 pairs at a level of 0.1, 4 are expected, 10 come about once in 700.
  int significant = 0;
  for (std::uint64_t pair = 0; pair < 40; ++pair) {
    const auto first = run_of(100 + 2 * pair, 150, 0.7);
    const auto second = run_of(101 + 2 * pair, 150, 0.7);
    const auto results = paired_bootstrap(first, second, {.resamples = 200, .seed = pair});
    significant += results[0].p_value < 0.1 ? 1 : 0;
  }
  BOOST_TEST(significant < 10);
}

BOOST_AUTO_TEST_CASE(corpus_scores_and_correlations_are_compared_too) {
  BleuMetric first;
  BleuMetric second;
  RegressionMetric far;
  RegressionMetric near;
  Rng rng(4);
  for (int i = 0; i < 80; ++i) {
    const std::string reference = "the dog bit the man number " + std::to_string(i);
    first.add(i % 2 == 0 ? reference : "the dog bit a man number " + std::to_string(i),
              {reference});
    second.add(reference, {reference});
    const double target = i;
    far.add(target, target + 100.0 * static_cast<double>(rng.normal()));
    near.add(target, target + static_cast<double>(rng.normal()));
  }
  const PairedDifference bleu = approximate_randomization(first, second, 500)[0];
  BOOST_TEST(bleu.name == "bleu");
  BOOST_TEST(bleu.second == 100.0, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(bleu.p_value < 0.01);
  const auto correlations = paired_bootstrap(far, near);
  BOOST_TEST(correlations[2].name == "spearman");
  BOOST_TEST(correlations[2].low > 0.2);
  BOOST_TEST(correlations[2].p_value < 0.01);
}

BOOST_AUTO_TEST_CASE(only_the_same_metric_over_the_same_items_is_compared) {
  const auto metric = run_of(1, 10, 0.5);
  BOOST_CHECK_THROW(paired_bootstrap(metric, run_of(1, 11, 0.5)), Error);
  RegressionMetric other;
  other.add(1, 1);
  BOOST_CHECK_THROW(paired_bootstrap(metric, other), Error);
  BleuMetric by_word;
  BleuMetric by_character({.tokenizer = BleuTokenizer::kChar});
  by_word.add("a", {"a"});
  by_character.add("a", {"a"});
  BOOST_CHECK_THROW(paired_bootstrap(by_word, by_character), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
