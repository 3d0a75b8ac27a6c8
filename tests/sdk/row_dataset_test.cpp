#include "graft/row_dataset.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/memory_rows.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

using Files = std::map<std::string, std::vector<std::string>>;  // rows by split

/// A data set of rows in memory; each file is called as its split.
class Rows : public RowDataset {
 public:
  explicit Rows(const Files& files, double share = 0.0)
      : RowDataset("rows", paths_of(files), opener(files), Columns({}, {"n"})) {
    hold_out("data", share);
  }

 private:
  static std::map<std::string, std::string> paths_of(const Files& files) {
    std::map<std::string, std::string> paths;
    for (const auto& [split, rows] : files) paths[split] = split;
    return paths;
  }
  static Open opener(const Files& files) {
    return [&files](const std::string& path) {
      return std::make_unique<MemoryRows>(path, files.at(path));
    };
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(row_dataset)

BOOST_AUTO_TEST_CASE(each_split_has_the_rows_of_its_file) {
  const Rows data({{"train", {R"({"n": 1})", R"({"n": 2})"}}, {"test", {R"({"n": 3})"}}});
  BOOST_TEST(data.size("train") == 2);
  BOOST_TEST(data.example("train", 1).text("n") == "2");
  BOOST_TEST(data.example("test", 0).text("n") == "3");
  BOOST_TEST(data.example("train", 1).file == "train");
  BOOST_TEST(data.example("train", 1).line == 11);
  BOOST_CHECK_THROW(data.example("validation", 0), InputError);
}

BOOST_AUTO_TEST_CASE(training_rows_from_all_over_the_file_can_validate) {
  const Rows data({{"train", {R"({"n": 1})", R"({"n": 2})", R"({"n": 3})", R"({"n": 4})"}}}, 0.5);
  BOOST_TEST(data.size("train") == 2);
  BOOST_TEST(data.size("validation") == 2);
  BOOST_TEST(data.example("validation", 0).text("n") == "2");
  BOOST_TEST(data.example("train", 0).text("n") == "1");
}

BOOST_AUTO_TEST_CASE(mistakes_of_all_files_come_at_once) {
  const std::vector<std::string> texts = problem_texts([] {
    Rows({{"test", {}}, {"train", {R"({"n": 1})", R"({"n": "x"})", "{"}}});
  });
  BOOST_REQUIRE(texts.size() == 3u);
  BOOST_TEST(texts[0] == "test: error: holds no rows; add some, or remove it");
  BOOST_TEST(texts[1].find("train:11: error: field `n`: expected numbers, got text") == 0u);
  BOOST_TEST(texts[2].find("train:") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
