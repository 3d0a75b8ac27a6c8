#include "plugins/datasets/csv/csv_file.h"

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

/// A table in a file of its own.
class Table {
 public:
  explicit Table(const std::string& content) : path(folder.write("a.csv", content)) {}

  CsvFile open() const { return CsvFile(path, layout); }
  /// A row as JSON.
  std::string row(std::size_t index) const { return write_json(open().row(index)); }
  /// What is wrong, without the path in front.
  std::vector<std::string> mistakes() const {
    std::vector<std::string> texts = problem_texts([this] { open(); });
    for (std::string& text : texts) text.erase(0, text.find("a.csv"));
    return texts;
  }
  std::string mistake() const {
    const std::vector<std::string> texts = mistakes();
    return texts.size() == 1 ? texts.front() : std::to_string(texts.size()) + " mistakes";
  }

  TemporaryFolder folder;
  std::string path;
  CsvLayout layout;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_file)

BOOST_AUTO_TEST_CASE(the_first_row_names_the_fields) {
  const Table table("\xef\xbb\xbftext,label\r\n好,up\r\n\r\n\"a, \"\"b\"\"\",down");
  const CsvFile file = table.open();
  BOOST_TEST(file.size() == 2u);
  BOOST_TEST(table.row(0) == R"({"text": "好", "label": "up"})");
  BOOST_TEST(table.row(1) == R"({"text": "a, \"b\"", "label": "down"})");
  BOOST_TEST(file.line(1) == 4);
  BOOST_TEST(file.fields_line() == 1);
}

BOOST_AUTO_TEST_CASE(a_first_field_without_a_name_is_left_out) {
  const Table table(",text,label\n0,a,up\n1,b,down\n");
  BOOST_TEST(table.row(0) == R"({"text": "a", "label": "up"})");
  BOOST_TEST(table.row(1) == R"({"text": "b", "label": "down"})");
}

BOOST_AUTO_TEST_CASE(the_layout_can_name_the_fields) {
  Table table("1,a\n2,b\n");
  table.layout.names = {"n", "text"};
  BOOST_TEST(table.open().size() == 2u);
  BOOST_TEST(table.row(0) == R"({"n": "1", "text": "a"})");
  BOOST_TEST(table.open().fields_line() == 1);
  Table headed("n,text\n1,a\n");
  headed.layout.names = {"n", "text"};
  BOOST_TEST(headed.mistake() ==
             "a.csv:1: error: the first row has the names that `columns` gives; remove `columns`");
}

BOOST_AUTO_TEST_CASE(lines_are_those_of_the_file) {
  const CsvFile file = Table("a\n\"1\n2\"\n\n3\n").open();
  BOOST_TEST(file.size() == 2u);
  BOOST_TEST(file.line(0) == 2);
  BOOST_TEST(file.line(1) == 5);
}

BOOST_AUTO_TEST_CASE(fields_can_hold_numbers_and_words) {
  Table table("n,tokens,text\n 12 ,a  b\tc,7\n-0.5e1,,x\n");
  table.layout.numbers = {"n"};
  table.layout.words = {"tokens", "tags"};
  BOOST_TEST(table.row(0) == R"({"n": 12, "tokens": ["a", "b", "c"], "text": "7"})");
  BOOST_TEST(table.row(1) == R"({"n": -5.0, "tokens": [], "text": "x"})");
  for (const char* const wrong : {"", "x", "1x", "1 2", "0x10", "inf", "nan", "1e999"}) {
    Table bad(std::string("n\n\"") + wrong + "\"\n");
    bad.layout.numbers = {"n"};
    BOOST_TEST(problem_text([&] { bad.open().row(0); }) ==
               bad.path + ":2: error: field `n`: expected a number, got \"" + wrong +
                   "\"; write one, or take the field out of `numbers`");
  }
  table.layout.numbers = {"texts"};
  BOOST_TEST(table.mistake() ==
             "a.csv:1: error: no field `texts`, which `numbers` names; did you "
             "mean `text`?");
}

BOOST_AUTO_TEST_CASE(all_wrong_rows_are_named) {
  const std::vector<std::string> mistakes =
      Table("a,b\n1\n1,2,3\n1,2\n\"x\"y,2\n\xff,2\n1,\"2").mistakes();
  BOOST_REQUIRE(mistakes.size() == 5u);
  BOOST_TEST(mistakes[0] ==
             "a.csv:2: error: the row has 1 field, expected 2; is `,` the "
             "delimiter? `delimiter` of the data sets another");
  BOOST_TEST(mistakes[1] ==
             "a.csv:3: error: the row has 3 fields, expected 2; put fields that "
             "hold the delimiter `,` in quotes");
  BOOST_TEST(mistakes[2].find("a.csv:5:4: error: text behind the closing quote") == 0u);
  BOOST_TEST(mistakes[3].find("a.csv:6:1: error: the text is not valid UTF-8: byte 0xff at offset "
                              "23") == 0u);
  BOOST_TEST(mistakes[4].find("a.csv:7:3: error: the quoted field that begins here has no end") ==
             0u);
}

BOOST_AUTO_TEST_CASE(another_delimiter_is_guessed_aloud) {
  BOOST_TEST(Table("a;b\n1,5;2\n").mistake() ==
             "a.csv:2: error: the row has 2 fields, expected 1; is `,` the delimiter? `delimiter` "
             "of the data sets another");
  Table tabs("a\tb\n1\n");
  tabs.layout.format.delimiter = '\t';
  BOOST_TEST(tabs.mistake().find("is `tab` the delimiter?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(at_most_twenty_mistakes_are_listed) {
  std::string content = "a,b\n";
  for (int i = 0; i < 100; ++i) content += "x\n";
  BOOST_TEST(Table(content).mistakes().size() == kMostRowProblems);
}

BOOST_AUTO_TEST_CASE(a_header_names_each_field_once) {
  BOOST_TEST(Table("a,,b\n1,2,3\n").mistake() ==
             "a.csv:1:3: error: the header has a field without a name; name it");
  BOOST_TEST(Table("a,b,a\n1,2\n").mistake() ==
             "a.csv:1:5: error: the header has the field `a` twice; rename one of them");
  BOOST_TEST(Table("a,\"b\n1,2\n").mistake().find("a.csv:1:3: error: the quoted field") == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_named) {
  BOOST_TEST(Table(std::string("a\nb\0\n", 5))
                 .mistake()
                 .find("a.csv:2:2: error: a NUL byte at offset 3") == 0u);
  BOOST_TEST(Table(std::string("\xff\xfe\x61\0", 4))
                 .mistake()
                 .find("a.csv:1:1: error: the text is UTF-16") == 0u);
  BOOST_TEST(Table("").open().size() == 0u);
  BOOST_TEST(Table("\r\n\n").open().size() == 0u);
  BOOST_TEST(Table("a,b\n").open().size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_field_of_ten_megabytes_is_read_in_linear_time) {
  const std::string field(10 << 20, '"');  // each two of them one
  const Table table("a\n\"" + field + "\"\n");
  const auto start = std::chrono::steady_clock::now();
  const Value row = table.open().row(0);
  BOOST_TEST((row.at("a").as_string() == field.substr(field.size() / 2)));
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(5)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
