#include "framework/evaluate/metrics/calibration_metric.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

struct Said {
  double confidence;
  bool is_right;
};

CalibrationMetric metric_of(const std::vector<Said>& items, std::int64_t num_bins) {
  CalibrationMetric metric(num_bins);
  for (const Said& item : items) metric.add(item.confidence, item.is_right);
  return metric;
}

void check(const std::vector<Said>& items, double wanted, std::int64_t num_bins = 10) {
  const double error = value_of(metric_of(items, num_bins), "expected_calibration_error");
  BOOST_TEST(is_near(error, wanted), error << " is not " << wanted);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calibration_metric)

BOOST_AUTO_TEST_CASE(certain_and_right) { check({{1.0, true}, {1.0, true}}, 0); }

BOOST_AUTO_TEST_CASE(certain_and_wrong) { check({{1.0, false}}, 1); }

BOOST_AUTO_TEST_CASE(right_half_the_time_as_it_says) { check({{0.5, true}, {0.5, false}}, 0); }

BOOST_AUTO_TEST_CASE(too_sure) {
  // One bin (0.8, 0.9]: accuracy 1/2, confidence 0.9.
  check({{0.9, true}, {0.9, false}}, 0.4);
}

BOOST_AUTO_TEST_CASE(not_sure_enough) {
  // Accuracy 1, confidence 0.55.
  check({{0.55, true}, {0.55, true}}, 0.45);
}

BOOST_AUTO_TEST_CASE(bins_weigh_what_they_hold) {
  // (0.8, 0.9] holds 3 of 4 items, right 2/3: |2/3 - 0.85| x 3/4. (0.2, 0.3]: |0 - 0.25| x 1/4.
  check({{0.85, true}, {0.85, true}, {0.85, false}, {0.25, false}},
        (0.85 - 2.0 / 3) * 0.75 + 0.25 * 0.25);
}

BOOST_AUTO_TEST_CASE(the_example_of_the_documentation_of_torchmetrics) {
  // MulticlassCalibrationError(num_classes=3, n_bins=3, norm='l1') of [[0.25, 0.20, 0.55],
  // [0.55, 0.05, 0.40], [0.10, 0.30, 0.60], [0.90, 0.05, 0.05]] and [0, 1, 2, 0]: 0.2000.
  check({{0.55, false}, {0.55, false}, {0.60, true}, {0.90, true}}, 0.2, 3);
}

BOOST_AUTO_TEST_CASE(confidences_of_a_bin_are_averaged) {
  // (0.9, 1]: mean 0.95, right 1/2.
  check({{0.92, true}, {0.98, false}}, 0.45);
}

BOOST_AUTO_TEST_CASE(errors_of_a_bin_cancel_out) {
  // In one bin: accuracy 1/2, mean 1/2. In two: |1 - 0.3| and |0 - 0.7|, half each.
  const std::vector<Said> items = {{0.3, true}, {0.7, false}};
  check(items, 0.0, 1);
  check(items, 0.7, 2);
}

BOOST_AUTO_TEST_CASE(an_edge_belongs_to_the_bin_below) {
  // Bins (0, 0.1] and (0.1, 0.2] of ten: |1 - 0.1| and |0 - 0.2|, half each. Were 0.1 in the upper
  // bin: |1/2 - 0.15| = 0.35.
  check({{0.1, true}, {0.2, false}}, (0.9 + 0.2) / 2);
  // 3/10, 6/10, 7/10 are edges too, as they are rounded.
  const auto bins = metric_of({{0.3, true}, {0.6, true}, {0.7, true}, {0.0, false}}, 10).bins();
  BOOST_TEST(bins[2].items == 1.0);
  BOOST_TEST(bins[5].items == 1.0);
  BOOST_TEST(bins[6].items == 1.0);
  BOOST_TEST(bins[0].items == 1.0);
}

BOOST_AUTO_TEST_CASE(fifteen_bins_as_in_the_paper) {
  // (6/15, 7/15] and (7/15, 8/15]: |1 - 0.45| and |0 - 0.5|.
  check({{0.45, true}, {0.5, false}}, (0.55 + 0.5) / 2, 15);
  CalibrationMetric metric;
  BOOST_TEST(metric.signature() == "bins:15|width:equal");
}

BOOST_AUTO_TEST_CASE(the_most_probable_class_is_what_is_said) {
  CalibrationMetric metric(10);
  metric.add_probabilities(std::vector<float>{0.25f, 0.75f}, 1);
  metric.add_probabilities(std::vector<float>{0.25f, 0.75f}, 0);
  // (0.7, 0.8]: accuracy 1/2, confidence 3/4.
  BOOST_TEST(metric.values().front() == 0.25);
}

BOOST_AUTO_TEST_CASE(what_is_no_probability_is_refused) {
  CalibrationMetric metric;
  BOOST_CHECK_THROW(metric.add(1.1, true), Error);
  BOOST_CHECK_THROW(metric.add(-0.1, true), Error);
  BOOST_CHECK_THROW(metric.add(std::nan(""), true), Error);
  BOOST_CHECK_THROW(metric.add_probabilities({}, 0), Error);
  BOOST_CHECK_THROW(CalibrationMetric(0), Error);
  metric.add(1.000001, true);  // a softmax that rounds
  BOOST_TEST(metric.values().front() == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
