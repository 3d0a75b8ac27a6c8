#include "framework/evaluate/baselines/text_terms.h"

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

using Terms = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(terms_of_texts)

BOOST_AUTO_TEST_CASE(words_are_runs_of_letters_and_numbers_in_lower_case) {
  BOOST_CHECK(text_terms("The U.S. dollar's 3.5% rise -- again!") ==
              (Terms{"the", "u", "s", "dollar", "s", "3", "5", "rise", "again"}));
  BOOST_CHECK(text_terms("ÉCOLE größer") == (Terms{"école", "größer"}));
  BOOST_CHECK(text_terms("").empty());
  BOOST_CHECK(text_terms(" -- ").empty());
}

BOOST_AUTO_TEST_CASE(characters_of_chinese_are_terms) {
  BOOST_CHECK(text_terms("房间很大，有WiFi。") == (Terms{"房", "间", "很", "大", "有", "wifi"}));
  BOOST_CHECK(text_terms("iPhone手机6s") == (Terms{"iphone", "手", "机", "6s"}));
}

BOOST_AUTO_TEST_CASE(terms_know_their_bytes) {
  const std::string text = "É: 北京 ok";
  const std::vector<PlacedTerm> terms = placed_terms(text);
  BOOST_REQUIRE(terms.size() == 4u);
  const char* const wanted[] = {"É", "北", "京", "ok"};
  for (std::size_t i = 0; i < terms.size(); ++i) {
    BOOST_TEST(text.substr(terms[i].begin, terms[i].end - terms[i].begin) == wanted[i]);
  }
  BOOST_TEST(terms[0].term == "é");
}

BOOST_AUTO_TEST_CASE(numbers_are_given_in_order) {
  TermNumbers numbers;
  BOOST_TEST(numbers.add("b") == 0);
  BOOST_TEST(numbers.add("a") == 1);
  BOOST_TEST(numbers.add("b") == 0);
  BOOST_TEST(numbers.find("a") == 1);
  BOOST_TEST(numbers.find("c") == TermNumbers::kUnknown);
  BOOST_TEST(numbers.size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
