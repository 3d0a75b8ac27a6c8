#include "plugins/datasets/csv/csv_record.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

using Records = std::vector<std::vector<std::string>>;

/// All records of a text, and what is wrong in it.
struct Read {
  Records records;
  std::vector<std::string> problems;
};

Read read(const std::string& text, const CsvFormat& format = {}) {
  Read result;
  CsvRecord record;
  for (std::size_t begin = 0; begin < text.size(); begin = record.end) {
    read_csv_record(text, begin, format, "a.csv", record);
    BOOST_REQUIRE(record.end > begin);
    if (record.problem) {
      result.problems.push_back(record.problem->text());
      continue;
    }
    std::vector<std::string>& fields = result.records.emplace_back();
    for (const CsvField& field : record.fields) fields.push_back(csv_text(text, field));
  }
  return result;
}

void check(const std::string& text, const Records& expected, const CsvFormat& format = {}) {
  const Read found = read(text, format);
  BOOST_TEST_CONTEXT(text) {
    BOOST_TEST(found.problems.empty());
    BOOST_TEST((found.records == expected));
  }
}

void check_mistake(const std::string& text, const std::string& message, const Records& others) {
  const Read found = read(text);
  BOOST_TEST_CONTEXT(text) {
    BOOST_REQUIRE(found.problems.size() == 1u);
    BOOST_TEST(found.problems.front().find(message) == 0u);
    BOOST_TEST((found.records == others));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_record)

BOOST_AUTO_TEST_CASE(fields_stand_between_commas_and_records_end_with_the_line) {
  check("a,b\nc,d", {{"a", "b"}, {"c", "d"}});
  check("a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}});
  check(",\n,,", {{"", ""}, {"", "", ""}});
  check(" a , b ", {{" a ", " b "}});
  check("好,月", {{"好", "月"}});
}

BOOST_AUTO_TEST_CASE(quotes_hold_commas_line_breaks_and_doubled_quotes) {
  check("\"a,b\",c\n", {{"a,b", "c"}});
  check("\"a\nb\r\nc\",d\ne,f", {{"a\nb\r\nc", "d"}, {"e", "f"}});
  check("\"say \"\"hi\"\"\",\"\"\"\"\n", {{"say \"hi\"", "\""}});
  check("\"\",\"\"\r\n\"\"", {{"", ""}, {""}});
}

BOOST_AUTO_TEST_CASE(a_quote_inside_of_a_field_is_a_character) {
  check("5\" disk,a \"b\" c\n", {{"5\" disk", "a \"b\" c"}});
  check(" \"a\",b", {{" \"a\"", "b"}});
}

BOOST_AUTO_TEST_CASE(delimiter_and_quotes_can_be_others) {
  check("a;b,c\n\"d;e\";f", {{"a", "b,c"}, {"d;e", "f"}}, {';', true});
  check("a\tb c\n\"d\t\"", {{"a", "b c"}, {"\"d", "\""}}, {'\t', false});
}

BOOST_AUTO_TEST_CASE(an_open_quote_is_named_where_it_began) {
  check_mistake("a,b\nc,\"d\ne,f\n",
                "a.csv:2:3: error: the quoted field that begins here has no end", {{"a", "b"}});
  check_mistake("\"", "a.csv:1:1: error: the quoted field that begins here has no end", {});
  check_mistake("\"a\"\"", "a.csv:1:1: error: the quoted field that begins here has no end", {});
}

BOOST_AUTO_TEST_CASE(text_behind_a_closing_quote_is_named_and_the_next_line_goes_on) {
  check_mistake("a,\"b\nc\"d,e\nf,g\n",
                "a.csv:2:3: error: text behind the closing quote of the field that begins in line "
                "1, column 3; double the quotes",
                {{"f", "g"}});
  check_mistake("\"a\" ,b\n", "a.csv:1:4: error: text behind the closing quote", {});
}

BOOST_AUTO_TEST_CASE(a_carriage_return_alone_ends_no_line) {
  check_mistake("a\rb,c\nd", "a.csv:1:2: error: a carriage return without a line feed", {{"d"}});
  check_mistake("a\r", "a.csv:1:2: error: a carriage return without a line feed", {});
  check_mistake("\"a\"\rb\nc", "a.csv:1:4: error: text behind the closing quote", {{"c"}});
  check("\"a\rb\"\n", {{"a\rb"}});
}

BOOST_AUTO_TEST_CASE(records_have_a_most_number_of_fields) {
  check(std::string(kMostCsvFields - 1, ','), {std::vector<std::string>(kMostCsvFields)});
  check_mistake(std::string(1000000, ',') + "\na", "a.csv:1:4097: error: more than 4096 fields",
                {{"a"}});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
