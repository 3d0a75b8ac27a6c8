#include "graft/text/words.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

/// Words with a bar before those that follow another without white space.
std::string words_of(const std::string& text) {
  std::string result;
  for (const TextWord& word : text_words(text)) {
    if (!result.empty()) result += word.after_space ? " " : "|";
    result += text.substr(word.begin, word.end - word.begin);
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(words_of_texts)

BOOST_AUTO_TEST_CASE(letters_digits_and_marks_run_together_and_punctuation_stands_alone) {
  BOOST_TEST(words_of("It's $5.00, caf\u00e9!") == "It|'|s $|5|.|00|, caf\u00e9|!");
  BOOST_TEST(words_of("a\u0301b") == "a\u0301b");  // a combining mark
  BOOST_TEST(words_of("  two\n\twords ") == "two words");
  BOOST_TEST(words_of("") == "");
}

BOOST_AUTO_TEST_CASE(characters_of_scripts_without_spaces_are_words) {
  BOOST_TEST(words_of("我们 go去。") == "我|们 go|去|。");
  BOOST_TEST(words_of("カタ") == "カ|タ");
  BOOST_TEST(words_of("한국어") == "한국어");  // written with spaces
}

BOOST_AUTO_TEST_CASE(control_characters_part_words_and_broken_bytes_are_words) {
  BOOST_TEST(words_of(std::string("a\0b", 3)) == "a b");
  BOOST_TEST(words_of("a\xff\xfe") == "a|\xff|\xfe");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
