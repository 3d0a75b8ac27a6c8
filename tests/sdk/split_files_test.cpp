#include "graft/split_files.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

BOOST_AUTO_TEST_SUITE(split_files)

BOOST_AUTO_TEST_CASE(a_file_is_the_training_split_whatever_its_name) {
  const graft::TemporaryFolder folder;
  const std::string path = folder.path() + "/anything";
  graft::write_file(path, "x");
  const auto files = graft::find_split_files(path, {".txt"});
  BOOST_TEST(files.size() == 1u);
  BOOST_TEST(files.at("train") == path);
}

BOOST_AUTO_TEST_CASE(files_of_a_folder_are_found_by_name_and_extension) {
  const graft::TemporaryFolder folder;
  for (const char* const name : {"train.csv", "dev.csv", "valid.txt", "other.csv"}) {
    graft::write_file(folder.path() + "/" + name, "x");
  }
  const auto files = graft::find_split_files(folder.path(), {".csv"});
  BOOST_TEST(files.size() == 2u);
  BOOST_TEST(files.at("validation") == folder.path() + "/dev.csv");
}

BOOST_AUTO_TEST_CASE(all_common_names_of_validation_files_are_known) {
  for (const char* const name : {"valid.csv", "validation.csv", "val.csv", "dev.csv"}) {
    const graft::TemporaryFolder folder;
    graft::write_file(folder.path() + "/" + name, "x");
    BOOST_TEST(graft::find_split_files(folder.path(), {".csv"}).at("validation") ==
               folder.path() + "/" + name);
  }
}

BOOST_AUTO_TEST_CASE(files_may_have_one_of_several_extensions) {
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/train.csv", "x");
  graft::write_file(folder.path() + "/test.tsv", "x");
  const auto files = graft::find_split_files(folder.path(), {".csv", ".tsv"});
  BOOST_TEST(files.size() == 2u);
  BOOST_TEST(files.at("test") == folder.path() + "/test.tsv");
  graft::write_file(folder.path() + "/test.csv", "x");
  BOOST_TEST(graft::problem_text([&] {
               graft::find_split_files(folder.path(), {".csv", ".tsv"});
             }).find("is a second test split beside") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(missing_and_ambiguous_files_are_errors) {
  const graft::TemporaryFolder folder;
  const auto error = [](const std::string& path) {
    return graft::problem_text([&path] { graft::find_split_files(path, {".txt"}); });
  };
  BOOST_TEST(error("") == "error: no such file or folder; check `path` of the data");
  BOOST_TEST(error(folder.path()).find("the folder has none of train.txt") != std::string::npos);
  graft::write_file(folder.path() + "/valid.txt", "x");
  graft::write_file(folder.path() + "/validation.txt", "x");
  BOOST_TEST(error(folder.path()) == folder.path() +
                                         "/validation.txt: error: is a second validation split "
                                         "beside " +
                                         folder.path() + "/valid.txt; keep one of the two");
}

BOOST_AUTO_TEST_CASE(some_but_not_all_examples_are_held_out) {
  BOOST_TEST(graft::held_out_count(10, 0.0) == 0);
  BOOST_TEST(graft::held_out_count(10, 0.25) == 3);
  BOOST_TEST(graft::held_out_count(100, 0.001) == 1);
  BOOST_TEST(graft::problem_text([] { graft::held_out_count(1, 0.1); }) ==
             "error: validation_share 0.1 of 1 examples leaves none to train on; lower it, or add "
             "a file with validation data");
}

BOOST_AUTO_TEST_SUITE_END()
