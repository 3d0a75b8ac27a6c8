#include "plugins/datasets/text/text.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "tests/support/temporary_folder.h"

namespace {

using Names = std::vector<std::string>;

graft::TextOptions options(const std::string& path, const std::string& document = "file",
                           double validation_share = 0.0) {
  graft::TextOptions options;
  options.path = path;
  options.document = document;
  options.validation_share = validation_share;
  return options;
}

std::string text_of(const graft::Dataset& data, const std::string& split, std::int64_t index) {
  return data.example(split, index).text("text");
}

std::string error_of(const graft::TextOptions& wrong) {
  try {
    const graft::Text data(wrong);
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_dataset)

BOOST_AUTO_TEST_CASE(a_file_is_the_training_split) {
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/a.md", "one\ntwo\n\nthree\n");
  const graft::Text data(options(folder.path() + "/a.md"));
  BOOST_TEST(data.splits() == Names{"train"}, boost::test_tools::per_element());
  BOOST_TEST(data.size("train") == 1);
  BOOST_TEST(text_of(data, "train", 0) == "one\ntwo\n\nthree\n");
  const graft::Text lines(options(folder.path() + "/a.md", "line"));
  BOOST_TEST(lines.size("train") == 3);
  BOOST_TEST(text_of(lines, "train", 2) == "three");
}

BOOST_AUTO_TEST_CASE(a_folder_has_its_splits_by_name) {
  for (const char* const name : {"valid.txt", "validation.txt", "dev.txt"}) {
    const graft::TemporaryFolder folder;
    graft::write_file(folder.path() + "/train.txt", "t");
    graft::write_file(folder.path() + "/" + name, "v");
    graft::write_file(folder.path() + "/test.txt", "x");
    const graft::Text data(options(folder.path()));
    BOOST_TEST(data.splits() == (Names{"train", "validation", "test"}),
               boost::test_tools::per_element());
    BOOST_TEST(text_of(data, "validation", 0) == "v");
  }
}

BOOST_AUTO_TEST_CASE(the_end_of_the_training_text_can_validate) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/a.txt";
  graft::write_file(path, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
  const graft::Text whole(options(path, "file", 0.2));
  BOOST_TEST(text_of(whole, "train", 0) == "1\n2\n3\n4\n5\n6\n7\n8\n");
  BOOST_TEST(text_of(whole, "validation", 0) == "9\n10\n");
  const graft::Text lines(options(path, "line", 0.2));
  BOOST_TEST(lines.size("train") == 8);
  BOOST_TEST(lines.size("validation") == 2);
  BOOST_TEST(text_of(lines, "validation", 0) == "9");
}

BOOST_AUTO_TEST_CASE(wrong_text_is_named_with_line_and_column) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/a.txt";
  graft::write_file(path, "明\n月b\xff\n");
  BOOST_TEST(holds(error_of(options(path)),
                   "a.txt:2:3: error: the text is not valid UTF-8: byte 0xff at offset 8; convert "
                   "the file"));
  graft::write_file(path, " \n");
  BOOST_TEST(holds(error_of(options(path, "line")), "a.txt: error: holds no text"));
}

BOOST_AUTO_TEST_CASE(files_that_hold_no_text_are_named) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/a.txt";
  graft::write_file(path, "");
  BOOST_TEST(holds(error_of(options(path)), "a.txt: error: holds no text"));
  graft::write_file(path, std::string("a\n\0b", 4));
  BOOST_TEST(holds(error_of(options(path)), "a.txt:2:1: error: a NUL byte at offset 2"));
  graft::write_file(path, std::string("\xff\xfe\x61\0", 4));
  BOOST_TEST(holds(error_of(options(path)), "a.txt:1:1: error: the text is UTF-16"));
}

BOOST_AUTO_TEST_CASE(mistakes_of_all_files_come_at_once) {
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/train.txt", "a\xff");
  graft::write_file(folder.path() + "/test.txt", "");
  const std::string error = error_of(options(folder.path()));
  BOOST_TEST(holds(error, "train.txt:1:2: error: the text is not valid UTF-8"));
  BOOST_TEST(holds(error, "test.txt: error: holds no text"));
}

BOOST_AUTO_TEST_CASE(lines_of_any_system_read_the_same) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/a.txt";
  for (const char* const content : {"a b\n\nc\nd", "a b\r\n\r\nc\r\nd",
                                    "\xef\xbb\xbf"
                                    "a b\r\n\r\nc\r\nd"}) {
    graft::write_file(path, content);
    BOOST_TEST(text_of(graft::Text(options(path)), "train", 0) == "a b\n\nc\nd");
    BOOST_TEST(text_of(graft::Text(options(path, "line")), "train", 2) == "d");
    BOOST_TEST(text_of(graft::Text(options(path, "paragraph")), "train", 1) == "c\nd");
  }
}

BOOST_AUTO_TEST_CASE(wrong_paths_say_what_was_expected) {
  const graft::TemporaryFolder folder;
  BOOST_TEST(holds(error_of(options(folder.path() + "/none")), "no such file or folder"));
  BOOST_TEST(holds(
      error_of(options(folder.path())),
      "the folder has none of train.txt, valid.txt, validation.txt, val.txt, dev.txt, test.txt"));
  graft::write_file(folder.path() + "/valid.txt", "v");
  BOOST_TEST(holds(error_of(options(folder.path(), "file", 0.1)),
                   "validation_share needs a training split"));
  graft::write_file(folder.path() + "/train.txt", "t");
  BOOST_TEST(holds(error_of(options(folder.path(), "file", 0.1)),
                   "validation_share is given, but there is a validation file"));
  graft::write_file(folder.path() + "/dev.txt", "v");
  BOOST_TEST(
      holds(error_of(options(folder.path())), "dev.txt: error: is a second validation split"));
}

BOOST_AUTO_TEST_CASE(too_little_text_cannot_be_divided) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/a.txt";
  graft::write_file(path, "a");
  BOOST_TEST(holds(error_of(options(path, "line", 0.5)), "leaves none to train on"));
  BOOST_TEST(holds(error_of(options(path, "file", 0.5)), "leaves none to train on"));
}

BOOST_AUTO_TEST_CASE(splits_and_indices_that_do_not_exist_are_refused) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/a.txt";
  graft::write_file(path, "a");
  const graft::Text data(options(path));
  BOOST_CHECK_THROW(data.size("test"), graft::InputError);
  BOOST_CHECK_THROW(data.example("train", 1), graft::InputError);
  BOOST_CHECK_THROW(data.example("train", -1), graft::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
