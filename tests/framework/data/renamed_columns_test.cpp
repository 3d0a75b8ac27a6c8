#include "framework/data/renamed_columns.h"

#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/support/listed_examples.h"

namespace graft {
namespace {

using Names = std::vector<std::string>;

RenamedColumns renamed(const Names& from, const Names& to) {
  return RenamedColumns(std::make_unique<ListedExamples>(std::map<std::string, Names>{
                            {"train", {R"({"a": "first", "b": "second", "n": 3})"}}}),
                        from, to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(renamed_columns)

BOOST_AUTO_TEST_CASE(a_column_is_found_under_its_new_name_only) {
  const Example example = renamed({"a"}, {"caption"}).example("train", 0);
  BOOST_TEST(example.text("caption") == "first");
  BOOST_TEST(example.text("b") == "second");
  BOOST_TEST(!example.columns.contains("a"));
}

BOOST_AUTO_TEST_CASE(an_example_still_says_where_it_stands) {
  class Placed : public ListedExamples {
   public:
    Placed() : ListedExamples(std::map<std::string, Names>{{"train", {R"({"a": "first"})"}}}) {}
    Example example(const std::string& split, std::int64_t index) const override {
      Example placed = ListedExamples::example(split, index);
      placed.file = "rows.jsonl";
      placed.line = 7;
      return placed;
    }
  };
  const RenamedColumns renamed_rows(std::make_unique<Placed>(), {"a"}, {"caption"});
  const Example example = renamed_rows.example("train", 0);
  BOOST_TEST(example.file == "rows.jsonl");
  BOOST_TEST(example.line == 7);
}

BOOST_AUTO_TEST_CASE(two_columns_change_names_with_each_other) {
  const Example example = renamed({"a", "b"}, {"b", "a"}).example("train", 0);
  BOOST_TEST(example.text("a") == "second");
  BOOST_TEST(example.text("b") == "first");
  BOOST_TEST(example.text("n") == "3");
}

BOOST_AUTO_TEST_CASE(a_column_that_is_missing_is_named_as_the_data_should_have_it) {
  const RenamedColumns data = renamed({"c"}, {"caption"});
  BOOST_CHECK_EXCEPTION(data.example("train", 0), InputError, [](const InputError& error) {
    return std::string(error.what()).find("no column `c`") != std::string::npos;
  });
  BOOST_CHECK_THROW(renamed({"a"}, {}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
