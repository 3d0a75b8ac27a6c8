#include "plugins/datasets/csv/csv.h"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/json.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/problem_texts.h"
#include "tests/support/temporary_folder.h"

namespace graft {
namespace {

using Names = std::vector<std::string>;

constexpr auto kEach = boost::test_tools::per_element();

/// A data set in a file of its own.
class Data {
 public:
  explicit Data(const std::string& content, const std::string& name = "data.csv") {
    options.path = folder.write(name, content);
  }

  Csv open() const { return Csv(options); }
  std::string error() const {
    return problem_text([this] { open(); });
  }

  TemporaryFolder folder;
  CsvOptions options;
};

Names columns_of(const Example& example) {
  Names names;
  for (const auto& [name, cell] : example.columns) names.push_back(name);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_dataset)

BOOST_AUTO_TEST_CASE(fields_are_columns_of_text) {
  const Csv dataset = Data("text,label\n很好,1\n\"bad, bad\",0\n").open();
  BOOST_TEST(dataset.size("train") == 2);
  const Example second = dataset.example("train", 1);
  BOOST_TEST(std::get<std::string>(second.at("text")) == "bad, bad");
  BOOST_TEST(std::get<std::string>(second.at("label")) == "0");
}

BOOST_AUTO_TEST_CASE(options_name_the_field_of_a_column) {
  Data data("review,stars,text\ngood,5,old\n");
  data.options.text = "review";
  data.options.label = "stars";
  data.options.numbers = {"stars"};
  const Example example = data.open().example("train", 0);
  BOOST_TEST(example.text("text") == "good");
  BOOST_TEST(std::get<std::int64_t>(example.at("label")) == 5);
  BOOST_TEST(columns_of(example) == (Names{"label", "text"}), kEach);
}

BOOST_AUTO_TEST_CASE(a_field_that_is_not_there_is_named_in_the_line_of_the_header) {
  Data data("\nreview,stars\ngood,5\n");
  data.options.text = "reviews";
  BOOST_TEST(data.error() == data.options.path +
                                 ":2: error: no field `reviews` for the column `text`; there are "
                                 "`review`, `stars`; did you mean `text: review`?");
}

BOOST_AUTO_TEST_CASE(tokens_and_tags_are_words) {
  Data data("sentence,tags\nAnn lives here,B-PER O O\n");
  data.options.tokens = "sentence";
  const Example example = data.open().example("train", 0);
  BOOST_TEST(std::get<Names>(example.at("tokens")) == (Names{"Ann", "lives", "here"}), kEach);
  BOOST_TEST(std::get<Names>(example.at("tags")) == (Names{"B-PER", "O", "O"}), kEach);
}

BOOST_AUTO_TEST_CASE(labels_are_words_in_a_field_of_any_name) {
  const Example own = Data("text,labels\ngood,film short\n").open().example("train", 0);
  BOOST_TEST(std::get<Names>(own.at("labels")) == (Names{"film", "short"}), kEach);
  Data named("text,topics\ngood,film short\n");
  named.options.labels = "topics";
  const Example other = named.open().example("train", 0);
  BOOST_TEST(std::get<Names>(other.at("labels")) == (Names{"film", "short"}), kEach);
  // What another column is read from holds what that column does.
  Data one("text,labels\ngood,short film\n");
  one.options.label = "labels";
  BOOST_TEST(one.open().example("train", 0).text("label") == "short film");
  BOOST_TEST(std::holds_alternative<std::string>(one.open().example("train", 0).at("label")));
}

BOOST_AUTO_TEST_CASE(a_header_that_another_delimiter_would_cut_is_a_mistake) {
  Data semicolons("text;label\ngood;up\n");
  BOOST_TEST(semicolons.error() ==
             semicolons.options.path +
                 ":1:1: error: the header is one field, which holds a `;`; write `delimiter: "
                 "\";\"` in the data, or `\",\"` where it is one field");
  Data tabs("text\tlabel\ngood\tup\n");
  BOOST_TEST(tabs.error().find("write `delimiter: \"tab\"`") != std::string::npos);
  semicolons.options.delimiter = ",";
  BOOST_TEST(semicolons.open().size("train") == 1);
  BOOST_TEST(Data("text\ngood;up\n").open().size("train") == 1);
}

BOOST_AUTO_TEST_CASE(the_ending_or_an_option_says_what_stands_between_fields) {
  BOOST_TEST(Data("a\tb\n1,2\t3\n", "data.tsv").open().example("train", 0).text("a") == "1,2");
  Data semicolons("a;b\n1,5;2\n");
  semicolons.options.delimiter = ";";
  BOOST_TEST(semicolons.open().example("train", 0).text("a") == "1,5");
  Data tabs("a\tb\n\"x\t\"y\n");
  tabs.options.delimiter = "tab";
  tabs.options.quotes = false;
  BOOST_TEST(tabs.open().example("train", 0).text("a") == "\"x");
}

BOOST_AUTO_TEST_CASE(files_without_a_header_get_names) {
  Data data("good,up\nbad,down\n");
  data.options.columns = {"text", "label"};
  const Csv dataset = data.open();
  BOOST_TEST(dataset.size("train") == 2);
  BOOST_TEST(dataset.example("train", 0).text("label") == "up");
  data.options.columns = {"text", "text"};
  BOOST_TEST(data.error() == "error: columns: `text` occurs twice; rename one of them");
  data.options.columns = {"text", ""};
  BOOST_TEST(data.error() == "error: columns: a name is empty; name the field");
}

BOOST_AUTO_TEST_CASE(a_folder_has_its_splits_by_name) {
  Data data("a\n1\n", "train.csv");
  data.folder.write("dev.tsv", "a\n2\n");
  data.options.path = data.folder.path();
  const Csv dataset = data.open();
  BOOST_TEST(dataset.splits() == (Names{"train", "validation"}), kEach);
  BOOST_TEST(dataset.example("validation", 0).text("a") == "2");
  data.options.validation_share = 0.5;
  BOOST_TEST(data.error().find("validation_share is given, but there is a validation file") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_share_of_the_training_rows_can_validate) {
  Data data("n\n0\n1\n2\n3\n");
  data.options.validation_share = 0.25;
  const Csv dataset = data.open();
  BOOST_TEST(dataset.size("train") == 3);
  BOOST_TEST(dataset.example("validation", 0).text("n") == "3");
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_with_file_and_line) {
  const Data data("text,label\ngood\nbad,\"down\n");
  const Names texts = problem_texts([&] { data.open(); });
  BOOST_REQUIRE(texts.size() == 2u);
  BOOST_TEST(texts[0].find(data.options.path + ":2: error: the row has 1 field, expected 2") == 0u);
  BOOST_TEST(texts[1].find(data.options.path + ":3:5: error: the quoted field that begins here") ==
             0u);
  BOOST_TEST(Data("text,label\n").error().find(": error: holds no rows") != std::string::npos);
  BOOST_TEST(Data("").error().find(": error: holds no rows") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(options_are_read_by_their_names) {
  const CsvOptions options = CsvOptions::schema().read(
      parse_json(R"({"path": "/p", "delimiter": ";", "label": "stars", "columns": ["stars"]})"),
      "data");
  BOOST_TEST(options.layout("/p").format.delimiter == ';');
  BOOST_TEST(*options.label == "stars");
  BOOST_CHECK_THROW(
      CsvOptions::schema().read(parse_json(R"({"path": "/p", "delimiter": "ab"})"), "data"),
      InputError);
}

BOOST_AUTO_TEST_CASE(damaged_files_are_read_or_refused_and_nothing_else) {
  Data data("");
  const std::string whole = "text,label,n\n\"好, \"\"aab\"\"\",up,1\nddb,\"down\nwards\",2.5\n";
  data.options.numbers = {"n"};
  Rng rng(7);
  int refused = 0;
  for (int i = 0; i < 1000; ++i) {
    data.folder.write("data.csv", damaged(whole, rng));
    try {
      const Csv dataset = data.open();
      for (std::int64_t k = 0; k < dataset.size("train"); ++k) dataset.example("train", k);
    } catch (const InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
