#include "framework/evaluate/metrics/multi_label_metric.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Row = std::vector<std::uint8_t>;

struct Item {
  Row labels;
  Row predictions;
};

struct Wanted {
  double micro_f1;
  double macro_f1;
  double weighted_f1;
  double exact_match_ratio;
};

void check(const std::vector<Item>& items, const Wanted& wanted) {
  MultiLabelMetric metric(std::ssize(items.front().labels));
  for (const Item& item : items) metric.add(item.labels, item.predictions);
  BOOST_TEST(is_near(value_of(metric, "micro_f1"), wanted.micro_f1));
  BOOST_TEST(is_near(value_of(metric, "macro_f1"), wanted.macro_f1));
  BOOST_TEST(is_near(value_of(metric, "weighted_f1"), wanted.weighted_f1));
  BOOST_TEST(is_near(value_of(metric, "exact_match_ratio"), wanted.exact_match_ratio));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(multi_label_metric)

BOOST_AUTO_TEST_CASE(all_right) { check({{{1, 0}, {1, 0}}, {{1, 1}, {1, 1}}}, {1, 1, 1, 1}); }

BOOST_AUTO_TEST_CASE(all_wrong) { check({{{1, 0}, {0, 1}}}, {0, 0, 0, 0}); }

BOOST_AUTO_TEST_CASE(one_label_missed) {
  // Micro: 1 right of 2 true and 1 said: 2/3. By label 1 and 0.
  check({{{1, 1}, {1, 0}}}, {2.0 / 3, 0.5, 0.5, 0});
}

BOOST_AUTO_TEST_CASE(one_label_too_many) {
  // Micro: 1 right of 1 true and 2 said: 2/3. By label 1 and 0; only the first is ever true.
  check({{{1, 0}, {1, 1}}}, {2.0 / 3, 0.5, 1, 0});
}

BOOST_AUTO_TEST_CASE(two_items) {
  // Label 0: 2 true, 1 said, 1 right: 2/3. Label 1: 1 true, 2 said, 1 right: 2/3. Micro 4/6.
  check({{{1, 1}, {1, 1}}, {{1, 0}, {0, 1}}}, {2.0 / 3, 2.0 / 3, 2.0 / 3, 0.5});
}

BOOST_AUTO_TEST_CASE(an_item_without_labels_can_be_exact) {
  // Nothing true, nothing said in the second: exact, and no part of any F1.
  check({{{1, 0}, {1, 0}}, {{0, 0}, {0, 0}}}, {1, 0.5, 1, 1});
}

BOOST_AUTO_TEST_CASE(a_label_that_never_occurs_counts_as_0) {
  // scikit-learn's indicator matrices have a column for it: (1 + 1 + 0) / 3.
  check({{{1, 0, 0}, {1, 0, 0}}, {{0, 1, 0}, {0, 1, 0}}}, {1, 2.0 / 3, 1, 1});
}

BOOST_AUTO_TEST_CASE(nothing_is_ever_said) { check({{{1, 0}, {0, 0}}}, {0, 0, 0, 0}); }

BOOST_AUTO_TEST_CASE(nothing_is_ever_true) { check({{{0, 0}, {1, 0}}}, {0, 0, 0, 0}); }

BOOST_AUTO_TEST_CASE(frequent_labels_weigh_more) {
  // Label 0: 3 true, 3 said, 3 right: 1. Label 1: 1 true, 0 said: 0. Micro: 6 / 7. Weighted 3/4.
  check({{{1, 0}, {1, 0}}, {{1, 0}, {1, 0}}, {{1, 1}, {1, 0}}}, {6.0 / 7, 0.5, 0.75, 2.0 / 3});
}

BOOST_AUTO_TEST_CASE(three_labels_mixed) {
  // Label 0: 1 true, 2 said, 1 right: 2/3. Label 1: 2, 1, 1: 2/3. Label 2: 1, 1, 1: 1.
  // Micro: 2 x 3 / (4 + 4). Weighted: (2/3 + 2 x 2/3 + 1) / 4.
  check({{{1, 1, 0}, {1, 0, 0}}, {{0, 1, 1}, {1, 1, 1}}}, {0.75, 7.0 / 9, 0.75, 0});
}

BOOST_AUTO_TEST_CASE(other_lengths_are_refused) {
  MultiLabelMetric metric(2);
  BOOST_CHECK_THROW(metric.add(Row{1, 0, 0}, Row{1, 0}), Error);
  BOOST_CHECK_THROW(metric.add(Row{1, 0}, Row{1}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
