#include "graft/jsonl_file.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(jsonl_file)

BOOST_AUTO_TEST_CASE(rows_are_the_lines_that_are_not_blank) {
  const TemporaryFolder folder;
  const JsonlFile file(folder.write("a.jsonl", "\xef\xbb\xbf{\"n\": 1}\r\n\r\n \t\n{\"n\": 2}"));
  BOOST_TEST(file.size() == 2u);
  BOOST_TEST(file.row(0).at("n").as_int() == 1);
  BOOST_TEST(file.row(1).at("n").as_int() == 2);
  BOOST_TEST(file.line(1) == 4);
  BOOST_TEST(file.fields_line() == 1);
  BOOST_TEST(JsonlFile(folder.write("b.jsonl", "")).size() == 0u);
}

BOOST_AUTO_TEST_CASE(wrong_bytes_are_placed_in_the_file) {
  const TemporaryFolder folder;
  const std::string path =
      folder.write("a.jsonl", std::string("{}\n\n{\"a\": \"\xff\"}\n{\0}", 18));
  const JsonlFile file(path);
  BOOST_TEST(problem_text([&] {
               file.row(1);
             }).find(path + ":3:8: error: the text is not valid UTF-8: byte 0xff at offset 11") ==
             0u);
  BOOST_TEST(
      problem_text([&] { file.row(2); }).find(path + ":4:2: error: a NUL byte at offset 16") == 0u);
}

BOOST_AUTO_TEST_CASE(deep_nesting_and_equal_keys_are_refused) {
  const TemporaryFolder folder;
  const std::string deep = "{\"a\": " + std::string(100000, '[') + "\n";
  const std::string path = folder.write("a.jsonl", deep + "{\"a\": 1, \"a\": 2}\n");
  const JsonlFile file(path);
  BOOST_TEST(problem_text([&] { file.row(0); }).find(path + ":1:") == 0u);
  BOOST_TEST(problem_text([&] { file.row(1); }).find("the key \"a\" appears twice") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_in_another_encoding_is_refused_at_once) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a.jsonl", std::string("\xff\xfe{\0}\0", 6));
  BOOST_TEST(
      problem_text([&] { JsonlFile{path}; }).find(path + ":1:1: error: the text is UTF-16") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
