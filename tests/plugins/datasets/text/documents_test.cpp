#include "plugins/datasets/text/documents.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

void check(const std::string& text, const std::string& document,
           const std::vector<std::string>& expected) {
  std::vector<std::string> found;
  for (const graft::TextRange& range : graft::find_documents(text, document)) {
    found.push_back(text.substr(range.begin, range.size));
  }
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(documents)

BOOST_AUTO_TEST_CASE(a_file_is_one_document) {
  check("a\n\nb\n", "file", {"a\n\nb\n"});
  check("", "file", {});
}

BOOST_AUTO_TEST_CASE(lines_that_are_not_blank_are_documents) {
  check("a\n\n \t\nb c\nd", "line", {"a", "b c", "d"});
  check("\n\n", "line", {});
}

BOOST_AUTO_TEST_CASE(blank_lines_divide_paragraphs) {
  check("\na\nb\n\n\n 明月\n\nd\n", "paragraph", {"a\nb", " 明月", "d"});
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_no_text) {
  check("\xef\xbb\xbf\x61\n", "file", {"a\n"});
  check("\xef\xbb\xbf\x61\n", "line", {"a"});
  check("\xef\xbb\xbf", "file", {});
}

BOOST_AUTO_TEST_CASE(the_held_out_part_begins_at_a_line_or_character) {
  const std::string lines = "0123456\n89\nbcdef";
  BOOST_TEST(graft::held_out_begin(lines, 0.5) == 8u);   // exactly at a line
  BOOST_TEST(graft::held_out_begin(lines, 0.4) == 11u);  // inside a line: the next one
  const std::string characters = "明月几时有";           // three bytes each
  BOOST_TEST(graft::held_out_begin(characters, 0.5) == 9u);
  BOOST_TEST(graft::held_out_begin("abcd\n", 0.5) == 2u);  // no line begins behind the middle
}

BOOST_AUTO_TEST_SUITE_END()
