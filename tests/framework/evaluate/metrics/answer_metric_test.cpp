#include "framework/evaluate/metrics/answer_metric.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(answer_metric)

BOOST_AUTO_TEST_CASE(the_partial_match_of_the_documentation_of_evaluate) {
  // Printed there times 100: exact_match 66.67, f1 66.67.
  AnswerMetric metric;
  metric.add("1976", {"1976"});
  metric.add("Beyonce", {"Beyoncé and Bruno Mars"});
  metric.add("climate change", {"climate change"});
  BOOST_TEST(is_near(value_of(metric, "exact_match"), 2.0 / 3));
  BOOST_TEST(is_near(value_of(metric, "f1"), 2.0 / 3));
  BOOST_TEST(metric.signature() == "answers:SQuAD-1.1");
  BOOST_TEST(metric.names().size() == 2u);
}

BOOST_AUTO_TEST_CASE(questions_with_and_without_an_answer_are_told_apart) {
  AnswerMetric metric(AnswerConvention::kSquad2);
  metric.add("Denver Broncos team", {"Denver Broncos"});  // 0, 0.8
  metric.add("1976", {"1976"});                           // 1, 1
  metric.add("", {});                                     // 1, 1
  metric.add("guess", {});                                // 0, 0
  metric.add("guess", {""});                              // 0, 0
  BOOST_TEST(is_near(value_of(metric, "exact_match"), 2.0 / 5));
  BOOST_TEST(is_near(value_of(metric, "f1"), (0.8 + 1 + 1) / 5));
  BOOST_TEST(is_near(value_of(metric, "answerable_exact_match"), 0.5));
  BOOST_TEST(is_near(value_of(metric, "answerable_f1"), 0.9));
  BOOST_TEST(is_near(value_of(metric, "unanswerable_accuracy"), 1.0 / 3));
  BOOST_TEST(metric.signature() == "answers:SQuAD-2.0");
}

BOOST_AUTO_TEST_CASE(what_no_question_asks_is_not_defined) {
  AnswerMetric metric(AnswerConvention::kSquad2);
  metric.add("1976", {"1976"});
  BOOST_TEST(value_of(metric, "exact_match") == 1.0);
  BOOST_TEST(std::isnan(metric.values().back()));
}

BOOST_AUTO_TEST_CASE(the_convention_for_chinese_is_told) {
  AnswerMetric metric(AnswerConvention::kCmrc);
  metric.add("村雨城。", {"村雨城"});
  metric.add("京北", {"北京"});
  BOOST_TEST(value_of(metric, "exact_match") == 0.5);
  BOOST_TEST(value_of(metric, "f1") == 0.75);
  BOOST_TEST(metric.signature() == "answers:CMRC-2018|words:white-space");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
