#include "framework/evaluate/metrics/answer_text.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Answers = std::vector<std::string>;

void check(AnswerConvention convention, const std::string& prediction, const Answers& answers,
           double exact_match, double f1) {
  const AnswerScore score = score_answer(prediction, answers, convention);
  BOOST_TEST_CONTEXT("\"" << prediction << "\"") {
    BOOST_TEST(score.exact_match == exact_match);
    BOOST_TEST(is_near(score.f1, f1), score.f1 << " is not " << f1);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(squad_answers)

BOOST_AUTO_TEST_CASE(case_punctuation_articles_and_white_space_do_not_count) {
  BOOST_TEST(normalize_answer("The  Beyoncé, and\tBruno Mars!") == "beyoncé and bruno mars");
  BOOST_TEST(normalize_answer("an apple a day") == "apple day");
  BOOST_TEST(normalize_answer("U.S.A.") == "usa");
  BOOST_TEST(normalize_answer("Ångström’s 3½") == "ångström’s 3½");
}

BOOST_AUTO_TEST_CASE(articles_are_words_of_their_own) {
  BOOST_TEST(normalize_answer("theatre another a2") == "theatre another a2");
  BOOST_TEST(normalize_answer("a") == "");
  // Punctuation goes first and parts nothing: "a-team" is one word. Beyond ASCII it stays, and
  // parts.
  BOOST_TEST(normalize_answer("the a-team") == "ateam");
  BOOST_TEST(normalize_answer("“the” end") == "“ ” end");
  BOOST_TEST(normalize_answer("éa 中a") == "éa 中a");
}

BOOST_AUTO_TEST_CASE(hand_counted_answers) {
  const auto squad = [](const std::string& prediction, const Answers& answers, double exact_match,
                        double f1) {
    check(AnswerConvention::kSquad1, prediction, answers, exact_match, f1);
  };
  squad("1976", {"1976"}, 1, 1);
  squad("1999", {"1976"}, 0, 0);
  squad("Beyonce", {"Beyoncé and Bruno Mars"}, 0, 0);  // another letter
  squad("climate change", {"Climate Change."}, 1, 1);
  squad("the cat", {"a cat"}, 1, 1);
  // 2 words in common of 3 said and 2 true: P 2/3, R 1, F 0.8.
  squad("Denver Broncos team", {"Denver Broncos"}, 0, 0.8);
  // 1 of 1 and 1 of 4: 2 x 1 / (1 + 4).
  squad("Bruno", {"Beyoncé and Bruno Mars"}, 0, 0.4);
  // The order does not count for F1: 2 of 2.
  squad("Mars Bruno", {"Bruno Mars"}, 0, 1);
  // A word counts as often as both have it: "no" twice said, once true; 2 x 1 / (2 + 1).
  squad("no no", {"no"}, 0, 2.0 / 3);
  // The best over the answers, for each number: exact with the second; F1 1.
  squad("in 1976", {"1976", "in 1976", "the year 1976"}, 1, 1);
  // Best of 2 x 1 / (2 + 1) and 2 x 1 / (2 + 3).
  squad("about 1976", {"1976", "early in 1976"}, 0, 2.0 / 3);
  squad("", {"1976"}, 0, 0);
  // An answer of articles alone: both are empty, and F1 finds nothing in common, as the script.
  squad("the", {"a"}, 1, 0);
}

BOOST_AUTO_TEST_CASE(a_question_without_an_answer_is_of_version_2) {
  BOOST_CHECK_THROW(score_answer("x", {}, AnswerConvention::kSquad1), InputError);
}

BOOST_AUTO_TEST_CASE(no_answer_is_answered_by_nothing) {
  const auto squad2 = [](const std::string& prediction, const Answers& answers, double exact_match,
                         double f1) {
    check(AnswerConvention::kSquad2, prediction, answers, exact_match, f1);
  };
  squad2("", {}, 1, 1);
  squad2("", {""}, 1, 1);
  squad2("something", {}, 0, 0);
  squad2("", {"1976"}, 0, 0);
  squad2("1976", {"1976"}, 1, 1);
  squad2("Denver Broncos team", {"Denver Broncos"}, 0, 0.8);
  // Answers that are nothing once normalized are left out, and leave a question without any.
  squad2("the", {"a"}, 1, 1);
  squad2("cat", {"a", "cat"}, 1, 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cmrc_answers)

BOOST_AUTO_TEST_CASE(chinese_characters_are_segments_and_other_words_too) {
  BOOST_CHECK(cmrc_segments("光荣和ω-Force 公司") ==
              (Answers{"光", "荣", "和", "ωforce", "公", "司"}));
  BOOST_CHECK(cmrc_segments("  《三国演义》， 120 回。") ==
              (Answers{"三", "国", "演", "义", "120", "回"}));
  BOOST_CHECK(cmrc_segments("").empty());
}

BOOST_AUTO_TEST_CASE(only_the_marks_of_its_list_are_left_out) {
  BOOST_TEST(normalize_cmrc_answer(" “北京”（首都）。 ") == "北京首都");
  BOOST_TEST(normalize_cmrc_answer("3.5%") == "3.5%");
  BOOST_TEST(normalize_cmrc_answer("A B") == "a b");  // white space inside stays
}

BOOST_AUTO_TEST_CASE(hand_counted_answers) {
  const auto cmrc = [](const std::string& prediction, const Answers& answers, double exact_match,
                       double f1) {
    check(AnswerConvention::kCmrc, prediction, answers, exact_match, f1);
  };
  cmrc("村雨城", {"村雨城"}, 1, 1);
  cmrc("村雨城。", {"《村雨城》"}, 1, 1);
  // Run of 3 of 10 said and 3 true: 2 x 3 / 13.
  cmrc("任天堂游戏谜之村雨城", {"村雨城"}, 0, 6.0 / 13);
  cmrc("任天堂游戏谜之村雨城", {"村雨城", "任天堂游戏谜之村雨城"}, 1, 1);
  // 北京 alone is in common, though 市 is in both: 2 x 2 / (3 + 5).
  cmrc("北京市", {"北京直辖市"}, 0, 0.5);
  // No character in common.
  cmrc("上海", {"北京"}, 0, 0);
  // The order counts: the longest run is one character. 2 x 1 / (2 + 2).
  cmrc("京北", {"北京"}, 0, 0.5);
  // 1949 is one segment, 年 another: run of 2 of 2 said and 4 true.
  cmrc("1949年", {"1949年10月"}, 0, 2 * 2.0 / (2 + 4));
  cmrc("ABC", {"abc"}, 1, 1);
  cmrc("中国 人民", {"中国人民"}, 0, 1);  // segments are alike, texts are not
  cmrc("", {"北京"}, 0, 0);
  cmrc("", {}, 1, 1);
  cmrc("北京", {}, 0, 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
