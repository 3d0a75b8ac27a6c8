#include "graft/columns.h"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/column_fields.h"
#include "tests/support/memory_rows.h"

namespace graft {
namespace {

using Names = std::vector<std::string>;

constexpr auto kEach = boost::test_tools::per_element();

std::vector<std::string> mistakes(Columns& columns, const RowFile& file) {
  std::vector<Problem> problems;
  columns.learn(file, problems);
  std::vector<std::string> texts;
  for (const Problem& problem : problems) texts.push_back(problem.text());
  return texts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(columns)

BOOST_AUTO_TEST_CASE(a_kind_covers_all_rows_of_all_files) {
  Columns columns({}, {"label"});
  BOOST_TEST(mistakes(columns, MemoryRows("a", {R"({"label": 1, "x": 1})"})).empty());
  BOOST_TEST(mistakes(columns, MemoryRows("b", {R"({"label": 0.5, "x": "y"})"})).empty());
  const Example example = columns.example(parse_json(R"({"label": 2, "x": [3]})"));
  BOOST_TEST(std::get<double>(example.at("label")) == 2.0);
  BOOST_TEST(std::get<std::string>(example.at("x")) == "[3]");
}

BOOST_AUTO_TEST_CASE(a_column_takes_the_place_of_a_field_with_its_name) {
  Columns columns({{"text", "review"}}, {"text"});
  BOOST_TEST(mistakes(columns, MemoryRows("a", {R"({"review": "r", "text": 1})"})).empty());
  const Example example = columns.example(parse_json(R"({"review": "s", "text": 2})"));
  BOOST_TEST(example.columns.size() == 1u);
  BOOST_TEST(example.text("text") == "s");
}

BOOST_AUTO_TEST_CASE(missing_fields_are_named_where_the_fields_are) {
  Columns columns({{"text", "reviws"}}, {"text"});
  BOOST_TEST(mistakes(columns, MemoryRows("a", {R"({"review": "r"})"})) ==
                 (Names{"a:10: error: no field `reviws` for the column `text`; there are "
                        "`review`; did you mean `text: review`?"}),
             kEach);
}

BOOST_AUTO_TEST_CASE(numbers_that_cannot_be_kept_are_refused) {
  const MemoryRows rows(
      "a", {R"({"x": 9223372036854775807, "y": [1]})", R"({"x": 18446744073709551615, "y": [1]})",
            R"({"x": -99999999999999999999, "y": [1]})", R"({"x": 1, "y": [2, -1e400]})",
            R"({"x": 1e300, "y": [1e-400]})"});
  Columns columns({}, {});
  const std::vector<std::string> found = mistakes(columns, rows);
  BOOST_REQUIRE(found.size() == 3u);
  BOOST_TEST(found[0].find("field `x`: the number 18446744073709551615 is beyond 64 bits; write it "
                           "in quotes, as text") != std::string::npos);
  BOOST_TEST(found[1].find("-99999999999999999999") != std::string::npos);
  BOOST_TEST(found[2].find("field `y`: the number -1e400") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(mistakes_are_listed_up_to_a_number) {
  Columns columns({}, {"text"});
  const MemoryRows rows("a", Names(50, "{"));
  BOOST_TEST(mistakes(columns, rows).size() == kMostRowProblems);
}

BOOST_AUTO_TEST_CASE(fields_of_tasks_are_options_of_every_data_set) {
  struct Options : ColumnFields {
    std::int64_t other = 3;
  };
  Schema<Options> schema;
  ColumnFields::add_to(schema);
  const Options options = schema.read(parse_json(R"({"label": "stars", "tags": "ner"})"), "data");
  BOOST_TEST((options.fields() ==
              std::map<std::string, std::string>{{"label", "stars"}, {"tags", "ner"}}));
  BOOST_TEST(ColumnFields::names().size() == 11u);
  BOOST_TEST(schema.untyped().fields().size() == 11u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
