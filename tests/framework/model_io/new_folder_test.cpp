#include "framework/model_io/new_folder.h"

#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/file.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(new_folder)

BOOST_AUTO_TEST_CASE(a_finished_folder_has_its_name_and_all_that_was_written) {
  const graft::TemporaryFolder outside;
  const std::string path = outside.path("deep/er/out/");
  graft::NewFolder folder(path);
  graft::write_file(folder.path() + "/a", "1");
  BOOST_TEST(!fs::exists(path));
  folder.finish();
  BOOST_TEST(graft::read_file(path + "a") == "1");
  BOOST_TEST(std::distance(fs::directory_iterator(outside.path("deep/er")), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_name_without_a_folder_means_the_current_one) {
  const graft::TemporaryFolder outside;
  const fs::path before = fs::current_path();
  fs::current_path(outside.path());
  graft::NewFolder("out").finish();
  fs::current_path(before);
  BOOST_TEST(fs::is_directory(outside.path("out")));
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_one_that_was_not_finished) {
  const graft::TemporaryFolder outside;
  {
    const graft::NewFolder folder(outside.path("out"));
    graft::write_file(folder.path() + "/a", "1");
  }
  BOOST_TEST(fs::is_empty(outside.path()));
}

BOOST_AUTO_TEST_CASE(an_empty_folder_may_be_filled_and_what_is_there_is_kept) {
  const graft::TemporaryFolder outside;
  fs::create_directory(outside.path("empty"));
  graft::NewFolder(outside.path("empty")).finish();
  outside.write("full/a", "1");
  outside.write("file", "1");
  BOOST_TEST(graft::problem_text([&] { graft::NewFolder(outside.path("full")); }) ==
             outside.path("full") + ": error: is a folder that is not empty; name a new folder");
  BOOST_TEST(graft::problem_text([&] { graft::NewFolder(outside.path("file")); }) ==
             outside.path("file") + ": error: is a file, expected a new folder; name a new folder");
  BOOST_TEST(outside.read("full/a") == "1");
}

BOOST_AUTO_TEST_SUITE_END()
