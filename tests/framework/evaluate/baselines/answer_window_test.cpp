#include "framework/evaluate/baselines/answer_window.h"

#include <string>

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

/// Words that are everywhere are common, the rest is rare.
const std::vector<std::string>& training() {
  static const std::vector<std::string> contexts = {
      "The king was in the town. The queen was in the house. The dog was in the garden. "
      "The cat was seen by the dog. The bird was fed by the cat. 他是在北京的人。 她是在上海的人。 "
      "它是在家的猫。"};
  return contexts;
}

std::string answer(const std::string& context, const std::string& question) {
  const AnswerPlace place = AnswerWindow(training()).predict(context, question);
  return context.substr(place.begin, place.end - place.begin);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answer_window)

BOOST_AUTO_TEST_CASE(the_rare_words_of_the_sentence_that_is_asked_for) {
  const std::string context =
      "The festival was in Oslo in 1950. The parliament was founded by Haakon Lie in the spring. "
      "The museum was in the park.";
  BOOST_TEST(answer(context, "Who founded the parliament?") == "Haakon Lie");
  BOOST_TEST(answer(context, "In what city was the festival?") == "Oslo");
}

BOOST_AUTO_TEST_CASE(chinese_answers) {
  BOOST_TEST(answer("李白是在碎叶出生的人。他是在当涂去世的人。", "李白在何地出生？") == "碎叶");
}

BOOST_AUTO_TEST_CASE(answers_end_at_punctuation_but_not_in_numbers) {
  BOOST_TEST(answer("Attendance was 71,088, Denver said.", "What was the attendance?") == "71,088");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_all_asked_is_the_answer_and_nothing_has_none) {
  BOOST_TEST(answer("Red fox.", "red fox") == "Red fox");
  BOOST_TEST(answer("...", "who?").empty());
  BOOST_TEST(answer("", "who?").empty());
  // Nothing was learned: every term is as rare.
  const AnswerPlace place = AnswerWindow({}).predict("Paris is big", "what is big");
  BOOST_TEST(place.begin == 0u);
  BOOST_TEST(place.end == 5u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
