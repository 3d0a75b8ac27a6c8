#include "plugins/tokenizers/wordpiece/word_reader.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

using Words = std::vector<std::string>;

/// The words of a text; of those over `longest` characters the beginning and "…".
Words read(std::string_view text, std::size_t longest = 100) {
  const graft::BertNormalizer normalizer{graft::BertNormalizerOptions{}};
  graft::WordReader reader(normalizer, text, longest);
  Words words;
  while (reader.next()) {
    words.push_back(std::string(reader.word()) + (reader.is_too_long() ? "…" : ""));
  }
  BOOST_TEST(!reader.next());
  return words;
}

void check(std::string_view text, const Words& expected) {
  BOOST_TEST(read(text) == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(word_reader)

BOOST_AUTO_TEST_CASE(words_stand_between_white_space) {
  check("", {});
  check(" \t\n\u3000", {});
  check("Hello  world\n", {"hello", "world"});
  check("naïve\u00a0café", {"naive", "cafe"});
}

BOOST_AUTO_TEST_CASE(every_punctuation_character_is_a_word) {
  check("don't stop...", {"don", "'", "t", "stop", ".", ".", "."});
  check("a$b `c` 1+1=2", {"a", "$", "b", "`", "c", "`", "1", "+", "1", "=", "2"});
  check("你好，“世界”", {"你", "好", "，", "“", "世", "界", "”"});
  check("a\u2260b", {"a", "=", "b"});  // the stroke is an accent
}

BOOST_AUTO_TEST_CASE(chinese_characters_are_words_and_kana_are_not) {
  check("学习model学", {"学", "习", "model", "学"});
  check("東京タワー", {"東", "京", "タワー"});
}

BOOST_AUTO_TEST_CASE(controls_join_what_stands_around_them) {
  check("zero\u200bwidth a\vb", {"zerowidth", "ab"});
}

BOOST_AUTO_TEST_CASE(a_word_of_accents_alone_is_none) { check("a \u0301 b", {"a", "b"}); }

BOOST_AUTO_TEST_CASE(long_words_are_marked_and_cut) {
  BOOST_TEST(read("aaaa bbbbb ccc", 4) == (Words{"aaaa", "bbbb…", "ccc"}),
             boost::test_tools::per_element());
  BOOST_TEST(read("\U0001f600\U0001f600\U0001f600", 2) == Words{"\U0001f600\U0001f600…"},
             boost::test_tools::per_element());
  BOOST_TEST(read("aé,bb", 1) == (Words{"a…", ",", "b…"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
