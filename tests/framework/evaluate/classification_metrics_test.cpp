#include "framework/evaluate/classification_metrics.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(classification_metrics_of_a_split)

BOOST_AUTO_TEST_CASE(hand_counted_numbers) {
  // Class 0: 2 right, said 3 times, is 2. Class 1: 1 right, said 1, is 2. Class 2 never occurs and
  // does not count.
  const auto metrics = classification_metrics({0, 0, 1, 1}, {0, 0, 1, 0}, 3, 1);
  BOOST_TEST(metrics.accuracy.value == 0.75);
  BOOST_TEST(metrics.macro_f1.value == (0.8 + 2.0 / 3.0) / 2.0,
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(metrics.majority == 0.5);
  BOOST_TEST(metrics.n == 4);
}

BOOST_AUTO_TEST_CASE(the_interval_holds_the_value_and_depends_on_the_seed_alone) {
  std::vector<std::int64_t> labels;
  std::vector<std::int64_t> predictions;
  for (std::int64_t i = 0; i < 400; ++i) {
    labels.push_back(i % 2);
    predictions.push_back(i % 10 == 0 ? 1 - i % 2 : i % 2);
  }
  const auto one = classification_metrics(labels, predictions, 2, 9);
  const auto two = classification_metrics(labels, predictions, 2, 9);
  BOOST_TEST(one.accuracy.value == 0.9);
  BOOST_TEST(one.accuracy.low == two.accuracy.low);
  // The normal approximation of a share of 0.9 over 400 items is 0.9 +- 0.0294.
  BOOST_TEST(one.accuracy.low == 0.8706, boost::test_tools::tolerance(0.01));
  BOOST_TEST(one.accuracy.high == 0.9294, boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(nothing_to_compare_is_an_error) {
  BOOST_CHECK_THROW(classification_metrics({}, {}, 2, 1), Error);
  BOOST_CHECK_THROW(classification_metrics({0}, {0, 1}, 2, 1), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
