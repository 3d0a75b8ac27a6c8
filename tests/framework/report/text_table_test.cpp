#include "framework/report/text_table.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "framework/report/utf8.h"

using graft::display_width;
using graft::TextTable;

BOOST_AUTO_TEST_SUITE(text_table)

BOOST_AUTO_TEST_CASE(columns_are_as_wide_as_their_widest_cell) {
  TextTable table;
  table.columns = {{"stage"}, {"value", TextTable::Align::kRight}, {"n"}};
  table.rows = {{"adapted", "0.5", "10"}, {"a", "12.25", ""}};
  BOOST_TEST(table.text() ==
             "stage    value  n\n"
             "-------  -----  --\n"
             "adapted    0.5  10\n"
             "a        12.25\n");
}

BOOST_AUTO_TEST_CASE(chinese_characters_take_two_columns) {
  TextTable table;
  table.columns = {{"name"}, {"n"}};
  table.rows = {{"情感", "1"}, {"abc", "2"}};
  BOOST_TEST(table.text() ==
             "name  n\n"
             "----  -\n"
             "情感  1\n"
             "abc   2\n");
}

BOOST_AUTO_TEST_CASE(control_characters_do_not_reach_the_terminal) {
  TextTable table;
  table.columns = {{"name"}};
  table.rows = {{"a\x1b[2J\nb\xc2\x9b"}};
  BOOST_TEST(table.text() == "name\n--------\na [2J b\n");
}

BOOST_AUTO_TEST_CASE(combining_marks_take_no_column_and_broken_bytes_one) {
  BOOST_TEST(display_width("e\xcc\x81") == 1u);
  BOOST_TEST(display_width("\xe4\xb8") == 2u);  // two bytes of a three-byte character
  BOOST_TEST(display_width("（ＡＢ）") == 8u);
  BOOST_TEST(display_width("한글") == 4u);
}

BOOST_AUTO_TEST_CASE(overlong_and_surrogate_encodings_are_not_characters) {
  for (const std::string text : {"\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    std::size_t offset = 0;
    BOOST_TEST((graft::next_character(text, offset) == U'\xfffd'));
    BOOST_TEST(offset == 1u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
