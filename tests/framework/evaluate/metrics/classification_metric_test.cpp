#include "framework/evaluate/metrics/classification_metric.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Ids = std::vector<std::int64_t>;

ClassificationMetric metric_of(const Ids& labels, const Ids& predictions,
                               std::int64_t num_classes) {
  ClassificationMetric metric(num_classes);
  for (std::size_t i = 0; i < labels.size(); ++i) metric.add(labels[i], predictions[i]);
  return metric;
}

struct Case {
  Ids labels;
  Ids predictions;
  std::int64_t num_classes;
  double accuracy;
  double macro_f1;
  double weighted_f1;
  double matthews;
};

void check(const Case& wanted) {
  const auto metric = metric_of(wanted.labels, wanted.predictions, wanted.num_classes);
  BOOST_TEST(is_near(value_of(metric, "accuracy"), wanted.accuracy));
  BOOST_TEST(is_near(value_of(metric, "macro_f1"), wanted.macro_f1));
  // One class an item: every item that is not right is missed once and wrongly said once.
  BOOST_TEST(is_near(value_of(metric, "micro_f1"), wanted.accuracy));
  BOOST_TEST(is_near(value_of(metric, "weighted_f1"), wanted.weighted_f1));
  BOOST_TEST(is_near(value_of(metric, "matthews"), wanted.matthews));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(classification_metric)

BOOST_AUTO_TEST_CASE(all_right) { check({{0, 1, 1}, {0, 1, 1}, 2, 1, 1, 1, 1}); }

BOOST_AUTO_TEST_CASE(all_wrong) {
  // Both classes swapped: R_K = (0 x 2 - (1 x 1 + 1 x 1)) / (4 - 2) = -1.
  check({{0, 1}, {1, 0}, 2, 0, 0, 0, -1});
}

BOOST_AUTO_TEST_CASE(one_class_said_always) {
  // F1 of class 0: 2 x 2 / (4 + 2) = 2/3, of class 1: 0. Matthews: nothing varies among what is
  // said.
  check({{0, 0, 1, 1}, {0, 0, 0, 0}, 2, 0.5, 1.0 / 3, 1.0 / 3, 0});
}

BOOST_AUTO_TEST_CASE(three_of_four_right) {
  // F1: 2 x 2 / (3 + 2) = 0.8 and 2 x 1 / (1 + 2) = 2/3.
  // Matthews: (3 x 4 - (2 x 3 + 2 x 1)) / sqrt((16 - 8) (16 - 10)) = 4 / sqrt(48) = 1 / sqrt(3).
  check({{0, 0, 1, 1},
         {0, 0, 1, 0},
         2,
         0.75,
         (0.8 + 2.0 / 3) / 2,
         (0.8 + 2.0 / 3) / 2,
         1 / std::sqrt(3.0)});
}

BOOST_AUTO_TEST_CASE(weights_of_classes_are_their_true_items) {
  // Class 0: 3 true, 3 said, 2 right: 2/3. Class 1: 1 true, 1 said, 0 right: 0.
  // Matthews: (2 x 4 - (9 + 1)) / (16 - 10) = -1/3, as scikit-learn's documentation has it.
  check({{0, 0, 0, 1}, {0, 1, 0, 0}, 2, 0.5, 1.0 / 3, 0.75 * 2 / 3, -1.0 / 3});
}

BOOST_AUTO_TEST_CASE(three_classes_of_the_documentation_of_scikit_learn) {
  // f1_score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]): 0.8, 0, 0 by class; macro and weighted 0.26…
  // Matthews: (2 x 6 - (2 x 3 + 2 x 2 + 2 x 1)) = 0.
  check({{0, 1, 2, 0, 1, 2}, {0, 2, 1, 0, 0, 1}, 3, 1.0 / 3, 0.8 / 3, 0.8 / 3, 0});
}

BOOST_AUTO_TEST_CASE(four_classes_of_the_documentation_of_evaluate) {
  // matthews_correlation of [1, 3, 2, 0, 3, 2] and [1, 2, 2, 0, 3, 3] is 0.5384615384615384:
  // (4 x 6 - (1 + 1 + 2 x 2 + 2 x 2)) / (36 - 10) = 14 / 26.
  // F1: 1, 1, 1/2, 1/2; weighted (1 + 1 + 1 + 1) / 6.
  check({{1, 3, 2, 0, 3, 2}, {1, 2, 2, 0, 3, 3}, 4, 4.0 / 6, 0.75, 4.0 / 6, 14.0 / 26});
}

BOOST_AUTO_TEST_CASE(a_class_that_never_occurs_counts_for_nothing) {
  // As three_of_four_right, with two more classes that scikit-learn would not see.
  const auto metric = metric_of({0, 0, 1, 1}, {0, 0, 1, 0}, 4);
  BOOST_TEST(is_near(value_of(metric, "macro_f1"), (0.8 + 2.0 / 3) / 2));
}

BOOST_AUTO_TEST_CASE(a_class_that_is_only_said_has_an_f1_of_0) {
  // Class 2 is said once and never true: F1 of 1, 0.5 and 0. Class 1: 2 x 1 / (1 + 2) = 2/3.
  const auto metric = metric_of({0, 1, 1}, {0, 1, 2}, 3);
  BOOST_TEST(is_near(value_of(metric, "macro_f1"), (1 + 2.0 / 3 + 0) / 3));
  BOOST_TEST(is_near(value_of(metric, "weighted_f1"), (1 * 1 + 2 * 2.0 / 3) / 3));
}

BOOST_AUTO_TEST_CASE(a_single_class_throughout) {
  // Nothing varies on either side: F1 1, Matthews 0 as scikit-learn gives it.
  check({{0, 0, 0}, {0, 0, 0}, 1, 1, 1, 1, 0});
}

BOOST_AUTO_TEST_CASE(four_of_five_right) {
  // Both F1: 2 x 2 / (3 + 2) = 0.8. Matthews: (2 x 2 - 1 x 0) / sqrt(3 x 2 x 3 x 2) = 2/3.
  check({{0, 0, 0, 1, 1}, {0, 0, 1, 1, 1}, 2, 0.8, 0.8, 0.8, 2.0 / 3});
}

BOOST_AUTO_TEST_CASE(every_class_taken_for_the_next) {
  // Matthews: (0 x 3 - (1 + 1 + 1)) / (9 - 3) = -1/2.
  check({{0, 1, 2}, {1, 2, 0}, 3, 0, 0, 0, -0.5});
}

BOOST_AUTO_TEST_CASE(one_item) { check({{1}, {0}, 2, 0, 0, 0, 0}); }

BOOST_AUTO_TEST_CASE(the_majority_is_the_most_frequent_true_class) {
  const auto metric = metric_of({0, 1, 1, 2}, {0, 0, 0, 0}, 3);
  BOOST_TEST(metric.majority_accuracy() == 0.5);
  BOOST_TEST(metric.accuracy_of(2) == 0.25);
  BOOST_TEST(metric.num_items() == 4);
  BOOST_TEST(metric.class_counts()[0].predicted == 4.0);
}

BOOST_AUTO_TEST_CASE(an_item_may_have_several_parts) {
  ClassificationMetric metric(3);
  const std::vector<std::int64_t> labels = {0, 1, 1, 0};
  const std::vector<std::int64_t> predictions = {0, 1, 2, 0};
  metric.add(labels, predictions);
  metric.add(2, 2);
  BOOST_TEST(metric.num_items() == 2);
  BOOST_TEST(metric.values() == metric_of({0, 1, 1, 0, 2}, {0, 1, 2, 0, 2}, 3).values(),
             boost::test_tools::per_element());
  // Drawn together: without the second item only its own part is missing.
  const std::vector<std::uint32_t> first = {1, 0};
  BOOST_TEST(metric.resampled_values(first)[0] == 0.75);
  BOOST_CHECK_THROW(metric.add(labels, std::vector<std::int64_t>{0}), Error);
}

BOOST_AUTO_TEST_CASE(classes_that_are_not_there_are_refused) {
  ClassificationMetric metric(2);
  BOOST_CHECK_THROW(metric.add(2, 0), Error);
  BOOST_CHECK_THROW(metric.add(0, -1), Error);
  BOOST_CHECK_THROW(metric.values(), InputError);  // no item
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
