#include "graft/utf8.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/problem_texts.h"

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(valid_text_is_kept) {
  const std::string text = "aé你🙂\u07ff\xed\x9f\xbf\xee\x80\x80\U0010ffff";
  BOOST_TEST(graft::replace_invalid_utf8(text) == text);
  BOOST_TEST(graft::replace_invalid_utf8("") == "");
}

BOOST_AUTO_TEST_CASE(each_longest_beginning_of_a_character_is_replaced_once) {
  // The examples of The Unicode Standard, tables 3-8 to 3-11.
  BOOST_TEST(graft::replace_invalid_utf8("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41") ==
             "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdA");
  BOOST_TEST(graft::replace_invalid_utf8("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41") ==
             "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdA");
  BOOST_TEST(graft::replace_invalid_utf8("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42") ==
             "\ufffd\ufffd\ufffd\ufffd\ufffdA\ufffd\ufffdB");
  BOOST_TEST(graft::replace_invalid_utf8("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41") ==
             "\ufffd\ufffd\ufffd\ufffdA");
}

BOOST_AUTO_TEST_CASE(scripts_without_spaces_are_known_by_their_first_character) {
  for (const char* text : {"好", "好的", "ひ", "カナ", "ก", "ລາວ", "མ", "မ", "ក", "\u3400",
                           "\U00020000", "。", "，", "\uf900"}) {
    BOOST_TEST(graft::begins_unspaced(text), text);
  }
  for (const char* text : {"", "a", "a好", " 好", "é", "Ж", "א", "ع", "नमस्ते", "한국", "🙂"}) {
    BOOST_TEST(!graft::begins_unspaced(text), text);
  }
}

BOOST_AUTO_TEST_CASE(the_first_byte_decides_about_a_cut_character) {
  BOOST_TEST(graft::begins_unspaced("\xe5\xa5"));  // of 好
  BOOST_TEST(graft::begins_unspaced("\xe5"));
  BOOST_TEST(graft::begins_unspaced("\xf0"));
  BOOST_TEST(!graft::begins_unspaced("\xa5\xbd"));  // the rest of it
  BOOST_TEST(!graft::begins_unspaced("\xc3"));
}

BOOST_AUTO_TEST_CASE(the_first_wrong_byte_is_named_with_line_and_column) {
  graft::require_utf8("fine 好\n", "a.txt");
  BOOST_TEST(graft::problem_text([] { graft::require_utf8("好\n好b\xff\xfe", "a.txt"); }) ==
             "a.txt:2:3: error: the text is not valid UTF-8: byte 0xff at offset 8; convert the "
             "file, for example with `iconv -f GB18030 -t UTF-8`, where GB18030 stands for its "
             "encoding");
  BOOST_TEST(graft::problem_text([] { graft::require_utf8("\x80", ""); }).find("UTF-8") !=
             std::string::npos);
  BOOST_TEST(graft::problem_text([] {
               graft::require_utf8("\xff\xfe\x61", "a.txt");
             }).find("a.txt:1:1: error: the text is UTF-16") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
