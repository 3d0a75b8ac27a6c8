#include "framework/tasks/scores.h"

#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/listed_examples.h"

namespace graft {
namespace {

using Rows = std::map<std::string, std::vector<std::string>>;

/// Two of four evaluated examples are of class 0, one each of 1 and 2.
double majority(const Dataset* training, const std::vector<std::string>& labels) {
  ClassificationMetric metric(3);
  for (const std::int64_t label : {0, 0, 1, 2}) metric.add(label, 0);
  TaskScores scores;
  add_majority(training, labels, metric, scores);
  return scores.details.at("majority_accuracy").as_double();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(task_scores)

BOOST_AUTO_TEST_CASE(the_majority_is_that_of_the_training_examples) {
  const std::vector<std::string> labels = {"a", "b", "c"};
  const ListedExamples data(
      Rows{{"train", {R"({"label": "a"})", R"({"label": "b"})", R"({"label": "b"})"}}});
  BOOST_TEST(majority(&data, labels) == 0.25);
  const ListedExamples equal(Rows{{"train", {R"({"label": "c"})", R"({"label": "a"})"}}});
  BOOST_TEST(majority(&equal, labels) == 0.5);  // the first of two
  BOOST_TEST(majority(&data, {"a", "x", "c"}) == 0.0);
}

BOOST_AUTO_TEST_CASE(without_training_examples_it_is_that_of_the_evaluated_ones) {
  const std::vector<std::string> labels = {"a", "b", "c"};
  const ListedExamples data(Rows{{"test", {R"({"label": "b"})"}}});
  BOOST_TEST(majority(&data, labels) == 0.5);
  BOOST_TEST(majority(nullptr, labels) == 0.5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
