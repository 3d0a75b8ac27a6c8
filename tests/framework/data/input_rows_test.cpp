#include "framework/data/input_rows.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

/// A file of rows, and what reading a whole number `n` from each of them gives.
struct Rows {
  std::vector<std::string> mistakes(const std::string& content) {
    path = folder.write("in/rows.jsonl", content);
    const JsonlFile file(path);
    return problem_texts([&] {
      for_each_row(file, [this](const Value& row) {
        const std::int64_t n = row.at("n").as_int();
        if (n < 0) throw InputError("negative", "n is " + std::to_string(n), "count from 0");
        numbers.push_back(n);
      });
    });
  }

  TemporaryFolder folder;
  std::string path;
  std::vector<std::int64_t> numbers;
};

constexpr auto kEach = boost::test_tools::per_element();

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rows_of_input, Rows)

BOOST_AUTO_TEST_CASE(rows_come_in_order) {
  BOOST_TEST(mistakes("{\"n\": 3}\n\n{\"n\": 1}\r\n{\"n\": 2}").empty());
  BOOST_TEST(numbers == (std::vector<std::int64_t>{3, 1, 2}), kEach);
}

BOOST_AUTO_TEST_CASE(an_empty_file_has_no_rows) {
  BOOST_TEST(mistakes("").empty());
  BOOST_TEST(mistakes("\n \n").empty());
  BOOST_TEST(numbers.empty());
}

BOOST_AUTO_TEST_CASE(every_wrong_row_is_named_with_its_line) {
  const std::vector<std::string> texts =
      mistakes("{\"n\": -1}\n\n{\"n\": 4}\n[1]\n{\"n\": -2}\n{\"n\": \n{\"n\": 5}\n");
  BOOST_TEST_REQUIRE(texts.size() == 4u);
  BOOST_TEST(texts[0] == path + ":1: error: n is -1; count from 0");
  BOOST_TEST(texts[1].starts_with(path + ":4: error: expected an object, got "), texts[1]);
  BOOST_TEST(texts[2] == path + ":5: error: n is -2; count from 0");
  BOOST_TEST(texts[3].starts_with(path + ":6:"), texts[3]);
  BOOST_TEST(numbers == (std::vector<std::int64_t>{4, 5}), kEach);
}

BOOST_AUTO_TEST_CASE(values_of_a_wrong_type_are_placed_in_the_file) {
  const std::vector<std::string> texts = mistakes("{\"n\": 1}\n{\"n\": \"one\"}\n{\"m\": 1}\n");
  BOOST_TEST_REQUIRE(texts.size() == 2u);
  BOOST_TEST(texts[0].starts_with(path + ":2:"), texts[0]);
  BOOST_TEST(texts[1].starts_with(path + ":3:"), texts[1]);
}

BOOST_AUTO_TEST_CASE(twenty_wrong_rows_are_enough) {
  std::string content;
  for (int i = 0; i < 50; ++i) content += "{\"n\": -1}\n";
  BOOST_TEST(mistakes(content).size() == 20u);
}

BOOST_AUTO_TEST_CASE(pictures_are_found_beside_the_file_that_names_them) {
  const std::string picture = folder.write("in/pictures/a.png", "");
  const std::string elsewhere = folder.write("b.png", "");
  const JsonlFile file(folder.write("in/rows.jsonl",
                                    "{\"image\": \"pictures/a.png\"}\n"
                                    "{\"image\": \"../b.png\"}\n"
                                    "{\"image\": \"" +
                                        elsewhere + "\"}\n"));
  BOOST_TEST(image_path(file, file.row(0)) == picture);
  BOOST_TEST(image_path(file, file.row(1)) == folder.path("in/../b.png"));
  BOOST_TEST(image_path(file, file.row(2)) == elsewhere);
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_not_there_is_named) {
  const JsonlFile file(folder.write(
      "in/rows.jsonl", "{\"image\": \"gone.png\"}\n{\"image\": \".\"}\n{\"image\": 1}\n{}\n"));
  const std::vector<std::string> texts =
      problem_texts([&] { for_each_row(file, [&](const Value& row) { image_path(file, row); }); });
  BOOST_TEST_REQUIRE(texts.size() == 4u);
  BOOST_TEST(texts[0] == file.path() + ":1: error: no picture " + folder.path("in/gone.png") +
                             "; paths are relative to the file that names them");
  BOOST_TEST(texts[1].starts_with(file.path() + ":2: error: no picture "), texts[1]);
  for (std::size_t i = 2; i < 4; ++i) {
    BOOST_TEST(texts[i] == file.path() + ":" + std::to_string(i + 1) +
                               ": error: expected a string `image`; name a PNG or JPEG file");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
