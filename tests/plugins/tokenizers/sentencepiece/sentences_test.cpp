#include "plugins/tokenizers/sentencepiece/sentences.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

std::vector<std::string> sentences_of(const std::string& text) {
  bool done = false;
  return graft::read_sentences([&](std::string& next) {
    next = text;
    return !std::exchange(done, true);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sentences)

BOOST_AUTO_TEST_CASE(lines_are_sentences_without_their_ends) {
  BOOST_TEST(
      sentences_of("one\r\n\ntwo\nthree") == (std::vector<std::string>{"one", "two", "three"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_characters_are_replaced) {
  BOOST_TEST(sentences_of("a\xff") == (std::vector<std::string>{"a\ufffd"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(long_lines_are_cut_at_spaces_else_between_characters) {
  std::string words;
  while (words.size() < 9000) words += " word";
  const auto by_words = sentences_of(words);
  BOOST_TEST(by_words.size() == 3u);
  std::string joined;
  for (const std::string& sentence : by_words) {
    BOOST_TEST(sentence.size() <= graft::kLongestSentence);
    BOOST_TEST(sentence.starts_with(" word"));
    joined += sentence;
  }
  BOOST_TEST((joined == words));

  std::string characters = "a";
  while (characters.size() < 9000) characters += "好";
  joined.clear();
  for (const std::string& sentence : sentences_of(characters)) {
    BOOST_TEST(sentence.size() <= graft::kLongestSentence);
    BOOST_TEST(sentence.ends_with("好"));
    joined += sentence;
  }
  BOOST_TEST((joined == characters));
}

BOOST_AUTO_TEST_SUITE_END()
