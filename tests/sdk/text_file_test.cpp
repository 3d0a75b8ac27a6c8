#include "graft/text_file.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

std::string error_of(const std::string& content) {
  return problem_text([&] { require_text(content, 0, content.size(), "a.txt"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_file)

BOOST_AUTO_TEST_CASE(text_is_read_as_it_is) {
  const TemporaryFolder folder;
  const std::string content = "\xef\xbb\xbf好\r\n\n";
  BOOST_TEST(read_text_file(folder.write("a.txt", content)) == content);
  BOOST_TEST(text_begin(content) == 3u);
  BOOST_TEST(text_begin("\xef\xbb") == 0u);
  BOOST_TEST(read_text_file(folder.write("b.txt", "")).empty());
  BOOST_TEST(error_of(content) == "no error");
  BOOST_TEST(error_of("") == "no error");
}

BOOST_AUTO_TEST_CASE(other_encodings_are_called_by_their_names) {
  const TemporaryFolder folder;
  const auto check = [&folder](const std::string& content, const std::string& encoding) {
    const std::string path = folder.write("a.txt", content);
    BOOST_TEST(problem_text([&path] { read_text_file(path); }) ==
               path + ":1:1: error: the text is " + encoding +
                   ", expected UTF-8; convert the file with `iconv -f " + encoding + " -t UTF-8`");
  };
  check(std::string("\xff\xfe\x61\0", 4), "UTF-16");
  check(std::string("\xfe\xff\0a", 4), "UTF-16");
  check(std::string("\xff\xfe\0\0\x61\0\0\0", 8), "UTF-32");
  check(std::string("\0\0\xfe\xff\0\0\0a", 8), "UTF-32");
}

BOOST_AUTO_TEST_CASE(the_first_wrong_byte_has_line_column_and_offset) {
  BOOST_TEST(error_of("好\n好b\xff\xfe") ==
             "a.txt:2:3: error: the text is not valid UTF-8: byte 0xff at offset 8; convert the "
             "file, for example with `iconv -f GB18030 -t UTF-8`, where GB18030 stands for its "
             "encoding");
  BOOST_TEST(error_of("a\xe5\xa5")
                 .find("a.txt:1:2: error: the text is not valid UTF-8: byte "
                       "0xe5 at offset 1") == 0u);
  BOOST_TEST(error_of("\xed\xa0\x80").find("byte 0xed at offset 0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nul_is_no_text) {
  BOOST_TEST(error_of(std::string("a\nb\0c\xff", 6)) ==
             "a.txt:2:2: error: a NUL byte at offset 3, which no text has; the file is damaged, "
             "binary, or in another encoding such as UTF-16; write it anew as UTF-8");
  BOOST_TEST(error_of(std::string("\xff\0", 2)).find("byte 0xff at offset 0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_part_can_be_checked_and_is_placed_in_the_whole) {
  const std::string content = "\xff\nab\xfe\n\xfd";
  require_text(content, 2, 4, "a.txt");
  BOOST_TEST(problem_text([&] {
               require_text(content, 2, 6, "a.txt");
             }).find("a.txt:2:3: error: the text is not valid UTF-8: byte 0xfe at offset 4") == 0u);
}

BOOST_AUTO_TEST_CASE(columns_do_not_count_the_byte_order_mark) {
  const Problem first = problem_at("\xef\xbb\xbfxyz", 4, "a", "code", "message");
  BOOST_TEST(first.column == 2);
  const Problem end = problem_at("a\nb", 99, "a", "code", "message", "hint");
  BOOST_TEST(end.text() == "a:2:2: error: message; hint");
  BOOST_TEST(problem_at("\xef\xbb\xbf", 1, "a", "code", "message").column == 1);
}

BOOST_AUTO_TEST_CASE(lines_end_with_a_line_feed_alone) {
  std::string text = "a\r\n\r\nb\rc\r\r\nd\n\r";
  use_line_feeds(text);
  BOOST_TEST(text == "a\n\nb\rc\r\nd\n\r");
}

BOOST_AUTO_TEST_CASE(vocabularies_are_learnt_from_text_as_data_has_it) {
  const TemporaryFolder folder;
  BOOST_TEST(read_training_text(folder.write("a", "\xef\xbb\xbf\x61\r\n\r\nb")) == "a\n\nb");
  BOOST_TEST(problem_text([&] { read_training_text(folder.path()); }) ==
             folder.path() + ": error: is a folder, expected a text file; name a file in it");
  BOOST_CHECK_THROW(read_training_text(folder.write("b", "\xff")), InputError);
}

BOOST_AUTO_TEST_CASE(the_start_of_a_file_can_be_read_alone) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "0123456789");
  BOOST_TEST(read_file_start(path, 4) == "0123");
  BOOST_TEST(read_file_start(path, 40) == "0123456789");
  BOOST_CHECK_THROW(read_file_start(folder.path(), 4), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
