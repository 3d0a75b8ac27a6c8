#include "framework/evaluate/metrics/regression_metric.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Numbers = std::vector<double>;

struct Wanted {
  double mean_squared_error;
  double pearson;
  double spearman;
};

void fill(RegressionMetric& metric, const Numbers& targets, const Numbers& predictions) {
  for (std::size_t i = 0; i < targets.size(); ++i) metric.add(targets[i], predictions[i]);
}

void check(const Numbers& targets, const Numbers& predictions, const Wanted& wanted) {
  RegressionMetric metric;
  fill(metric, targets, predictions);
  BOOST_TEST(is_near(value_of(metric, "mean_squared_error"), wanted.mean_squared_error));
  BOOST_TEST(is_near(value_of(metric, "pearson"), wanted.pearson));
  BOOST_TEST(is_near(value_of(metric, "spearman"), wanted.spearman));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(regression_metric)

BOOST_AUTO_TEST_CASE(all_right) { check({1, 2, 3}, {1, 2, 3}, {0, 1, 1}); }

BOOST_AUTO_TEST_CASE(a_line_that_falls) {
  // (2² + 0 + 2²) / 3.
  check({1, 2, 3}, {3, 2, 1}, {8.0 / 3, -1, -1});
}

BOOST_AUTO_TEST_CASE(a_shift_and_a_scale_do_not_change_correlations) {
  // 5, 7, 9: errors 4, 5, 6: 77/3.
  check({1, 2, 3}, {5, 7, 9}, {77.0 / 3, 1, 1});
}

BOOST_AUTO_TEST_CASE(ranks_see_the_order_only) {
  // x 1, 2, 3; y 1, 4, 9: sxy 8, sxx 2, syy 98/3: 8 / sqrt(196/3). Errors 0, 2, 6.
  check({1, 2, 3}, {1, 4, 9}, {40.0 / 3, 8 / std::sqrt(196.0 / 3), 1});
}

BOOST_AUTO_TEST_CASE(the_example_of_the_documentation_of_evaluate) {
  // spearmanr -0.7, pearsonr -0.74. sxy: -2 x 3.7 - 1 x 2.7 + 0 - 0.3 - 2 x 2.3 = -15.
  // sxx 10, syy 3.7² + 2.7² + 3.8² + 0.3² + 2.3² = 40.8.
  // Squared errors 81 + 49 + 0.25 + 4 + 1 = 135.25.
  check({1, 2, 3, 4, 5}, {10, 9, 2.5, 6, 4}, {27.05, -15 / std::sqrt(408.0), -0.7});
}

BOOST_AUTO_TEST_CASE(the_example_of_the_documentation_of_scikit_learn) {
  // mean_squared_error([3, -0.5, 2, 7], [2.5, 0.0, 2, 8]) is 0.375.
  RegressionMetric metric;
  fill(metric, {3, -0.5, 2, 7}, {2.5, 0.0, 2, 8});
  BOOST_TEST(is_near(value_of(metric, "mean_squared_error"), 0.375));
}

BOOST_AUTO_TEST_CASE(equal_numbers_share_their_ranks) {
  // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: sxy 4.5, sxx 4.5, syy 5. Values: 1, 2, 2, 3 and 1 to 4:
  // sxy 3, sxx 2, syy 5. Errors 0, 0, 1, 1.
  check({1, 2, 2, 3}, {1, 2, 3, 4}, {0.5, 3 / std::sqrt(10.0), 4.5 / std::sqrt(22.5)});
}

BOOST_AUTO_TEST_CASE(ties_on_both_sides) {
  // Ranks 1.5, 1.5, 3.5, 3.5 and 1.5, 3.5, 1.5, 3.5: no correlation, as of the values.
  check({0, 0, 1, 1}, {0, 1, 0, 1}, {0.5, 0, 0});
}

BOOST_AUTO_TEST_CASE(one_outlier_moves_pearson_more) {
  // y 1, 2, 3, 100: mean 26.5; sxy = -1.5 x -25.5 - 0.5 x -24.5 + 0.5 x -23.5 + 1.5 x 73.5 = 149.
  // sxx 5, syy 25.5² + 24.5² + 23.5² + 73.5² = 7205. Error 96² / 4.
  check({1, 2, 3, 4}, {1, 2, 3, 100}, {2304, 149 / std::sqrt(5 * 7205.0), 1});
}

BOOST_AUTO_TEST_CASE(a_constant_has_no_correlation) {
  RegressionMetric metric;
  fill(metric, {0.1, 0.1, 0.1}, {1, 2, 3});
  BOOST_TEST(std::isnan(value_of(metric, "pearson")));
  BOOST_TEST(std::isnan(value_of(metric, "spearman")));
}

BOOST_AUTO_TEST_CASE(one_item_has_no_correlation) {
  RegressionMetric metric;
  fill(metric, {2}, {3});
  BOOST_TEST(value_of(metric, "mean_squared_error") == 1.0);
  BOOST_TEST(std::isnan(value_of(metric, "pearson")));
}

BOOST_AUTO_TEST_CASE(large_numbers_lose_nothing) {
  // As all_right and half of it, 10^9 away: sums of squares would cancel.
  const double far = 1e9;
  check({far + 1, far + 2, far + 3}, {far + 1, far + 2, far + 3}, {0, 1, 1});
}

BOOST_AUTO_TEST_CASE(an_item_that_counts_twice_is_as_two_items) {
  RegressionMetric weighted;
  fill(weighted, {1, 2, 4, 9}, {2, 1, 5, 5});
  RegressionMetric repeated;
  fill(repeated, {1, 2, 2, 9, 9, 9}, {2, 1, 1, 5, 5, 5});
  const Numbers values = weighted.resampled_values(std::vector<std::uint32_t>{1, 2, 0, 3});
  for (std::size_t i = 0; i < values.size(); ++i) {
    BOOST_TEST(is_near(values[i], repeated.values()[i]));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused) {
  RegressionMetric metric;
  BOOST_CHECK_THROW(metric.add(NAN, 1), Error);
  BOOST_CHECK_THROW(metric.add(1, INFINITY), Error);
  BOOST_CHECK_THROW(metric.values(), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
