#include "framework/evaluate/metrics/text_characters.h"

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

using Words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(characters_of_texts)

BOOST_AUTO_TEST_CASE(texts_survive_the_way_there_and_back) {
  for (const char* text : {"", "abc", "é ß", "北京。", "😀 𠀀", "a\tb\n"}) {
    BOOST_TEST(to_utf8(to_characters(text)) == text);
  }
  BOOST_TEST(to_characters("é北😀").size() == 3u);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_character_count_one_each) {
  BOOST_CHECK(to_characters("a\xff\xc3") == U"a\ufffd\ufffd");
  BOOST_TEST(lower_case("A\xff\xffÉ") == "a\ufffd\ufffdé");
}

BOOST_AUTO_TEST_CASE(lower_case_is_that_of_unicode) {
  BOOST_TEST(lower_case("HELLO, World 1") == "hello, world 1");
  BOOST_TEST(lower_case("ÀÉÎ ŒUVRE") == "àéî œuvre");
  BOOST_TEST(lower_case("İI") == "i\u0307i");  // no Turkish i, whatever the locale
  BOOST_TEST(lower_case("ΟΔΟΣ ΣΑΣ") == "οδος σας");
  BOOST_TEST(lower_case("北京ＡＢ") == "北京ａｂ");
}

BOOST_AUTO_TEST_CASE(white_space_is_that_of_python) {
  for (const char32_t c :
       {U' ', U'\t', U'\n', U'\v', U'\x1c', U'\x85', U'\u00a0', U'\u2003', U'\u2028', U'\u3000'}) {
    BOOST_TEST(is_white_space(c));
  }
  for (const char32_t c : {U'a', U'\u200b', U'\ufeff', U'\u180e', U'。'}) {
    BOOST_TEST(!is_white_space(c));
  }
  BOOST_CHECK(split_words("  one\u00a0two　三 \n") == (Words{"one", "two", "三"}));
  BOOST_CHECK(split_words(" \u3000 ").empty());
  BOOST_CHECK(strip(U"　a b\n") == U"a b");
  BOOST_CHECK(strip_end(U" a \n") == U" a");
  BOOST_CHECK(strip(U" ").empty());
}

BOOST_AUTO_TEST_CASE(categories_are_those_of_unicode) {
  for (const char32_t c : {U'a', U'É', U'中', U'9', U'½', U'٣', U'Ⅷ'}) {
    BOOST_TEST(is_word_character(c));
  }
  for (const char32_t c : {U'_', U'-', U'。', U' ', U'\u0301'}) BOOST_TEST(!is_word_character(c));
  BOOST_TEST(is_punctuation(U'。'));
  BOOST_TEST(is_punctuation(U'“'));
  BOOST_TEST(is_punctuation(U'_'));
  BOOST_TEST(!is_punctuation(U'$'));
  BOOST_TEST(is_symbol(U'$'));
  BOOST_TEST(is_symbol(U'😀'));
  BOOST_TEST(is_number(U'½'));
  BOOST_TEST(!is_number(U'三'));
}

BOOST_AUTO_TEST_CASE(ascii_has_32_marks) {
  int marks = 0;
  for (char32_t c = 0; c < 0x80; ++c) marks += is_ascii_punctuation(c) ? 1 : 0;
  BOOST_TEST(marks == 32);
  BOOST_TEST(!is_ascii_punctuation(U'a'));
  BOOST_TEST(!is_ascii_punctuation(U' '));
  BOOST_TEST(!is_ascii_punctuation(U'，'));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
