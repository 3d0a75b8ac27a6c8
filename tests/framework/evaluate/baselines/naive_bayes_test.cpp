#include "framework/evaluate/baselines/naive_bayes.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace graft {
namespace {

bool is_near(double left, double right) { return std::abs(left - right) < 1e-12; }

}  // namespace

BOOST_AUTO_TEST_SUITE(naive_bayes)

BOOST_AUTO_TEST_CASE(hand_counted_probabilities) {
  NaiveBayes model(2, {.smoothing = 1.0});
  model.learn("good good film", 0);
  model.learn("bad film", 1);
  // Features: good, good good, film, good film; bad, bad film. Class 0 has 5: good 2, good good,
  // film, good film; class 1 has 3.
  BOOST_TEST(model.num_features() == 6);
  const std::vector<double> scores = model.log_probabilities("Good bad!");
  // good: (2 + 1) / (5 + 6), 1 / (3 + 6). bad: 1/11, 2/9. The pair is unknown. Prior 1/2 each.
  BOOST_TEST(is_near(scores[0], std::log(0.5 * 3 / 11 * 1 / 11)));
  BOOST_TEST(is_near(scores[1], std::log(0.5 * 1 / 9 * 2 / 9)));
  BOOST_TEST(model.predict("good") == 0);
  BOOST_TEST(model.predict("bad") == 1);
}

BOOST_AUTO_TEST_CASE(pairs_of_neighbours_tell_what_words_do_not) {
  NaiveBayes model(2);
  model.learn("not good but bad", 0);
  model.learn("not bad but good", 1);
  BOOST_TEST(model.predict("not good") == 0);
  BOOST_TEST(model.predict("not bad") == 1);
}

BOOST_AUTO_TEST_CASE(unknown_terms_part_pairs_and_say_nothing) {
  NaiveBayes model(2);
  model.learn("a b", 0);
  model.learn("b a", 1);
  const std::vector<double> scores = model.log_probabilities("a x b");
  BOOST_TEST(is_near(scores[0], scores[1]));
}

BOOST_AUTO_TEST_CASE(without_evidence_the_more_frequent_class_is_said) {
  NaiveBayes model(3);
  model.learn("a", 0);
  model.learn("b", 2);
  model.learn("c", 2);
  BOOST_TEST(model.predict("x") == 2);
  BOOST_TEST(std::isinf(model.log_probabilities("x")[1]));
}

BOOST_AUTO_TEST_CASE(chinese_goes_by_characters) {
  NaiveBayes model(2);
  model.learn("房间很干净", 0);
  model.learn("服务很差", 1);
  BOOST_TEST(model.predict("干净的房间") == 0);
  BOOST_TEST(model.predict("太差了") == 1);
}

BOOST_AUTO_TEST_CASE(wrong_use_is_an_error) {
  NaiveBayes model(2);
  BOOST_CHECK_THROW(model.predict("a"), Error);
  BOOST_CHECK_THROW(model.learn("a", 2), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
