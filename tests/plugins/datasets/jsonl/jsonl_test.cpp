#include "plugins/datasets/jsonl/jsonl.h"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/file.h"
#include "graft/random.h"
#include "tests/support/damage.h"
#include "tests/support/temporary_folder.h"

namespace {

using Names = std::vector<std::string>;

/// A data set in a file of its own.
class Data {
 public:
  explicit Data(const std::string& content) {
    options.path = folder_.path() + "/data.jsonl";
    graft::write_file(options.path, content);
  }

  graft::Jsonl open() const { return graft::Jsonl(options); }

  std::string error() const {
    try {
      open();
    } catch (const graft::InputError& error) {
      return error.what();
    }
    return "no error";
  }

  graft::JsonlOptions options;

 private:
  graft::TemporaryFolder folder_;
};

Names columns_of(const graft::Example& example) {
  Names names;
  for (const auto& [name, cell] : example.columns) names.push_back(name);
  return names;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jsonl_dataset)

BOOST_AUTO_TEST_CASE(fields_are_columns_of_their_own_type) {
  const Data data(
      R"({"text": "很好", "label": 1, "score": 0.5, "tags": ["B-PER", "O"], "ok": true})"
      "\n\n"
      R"({"ok": false, "text": "不好", "label": 0, "score": 2, "tags": []})"
      "\n");
  const graft::Jsonl dataset = data.open();
  BOOST_TEST(dataset.size("train") == 2);
  const graft::Example first = dataset.example("train", 0);
  BOOST_TEST(std::get<std::string>(first.at("text")) == "很好");
  BOOST_TEST(std::get<std::int64_t>(first.at("label")) == 1);
  BOOST_TEST(std::get<double>(first.at("score")) == 0.5);
  BOOST_TEST(std::get<Names>(first.at("tags")) == (Names{"B-PER", "O"}),
             boost::test_tools::per_element());
  BOOST_TEST(std::get<std::string>(first.at("ok")) == "true");
  const graft::Example second = dataset.example("train", 1);
  BOOST_TEST(std::get<double>(second.at("score")) == 2.0);  // a whole number among fractions
  BOOST_TEST(std::get<Names>(second.at("tags")).empty());
}

BOOST_AUTO_TEST_CASE(options_name_the_field_of_a_column) {
  Data data(R"({"review": "good", "text": "old", "stars": 5})");
  data.options.text = "review";
  data.options.label = "stars";
  const graft::Example example = data.open().example("train", 0);
  BOOST_TEST(example.text("text") == "good");
  BOOST_TEST(example.text("label") == "5");
  BOOST_TEST(columns_of(example) == (Names{"label", "text"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_field_that_is_not_there_is_named_with_the_nearest) {
  Data data(R"({"review": "good", "stars": 5})");
  data.options.text = "reviews";
  data.options.label = "zzzzzzzz";
  const std::string error = data.error();
  BOOST_TEST(holds(error,
                   "data.jsonl:1: error: no field `reviews` for the column `text`; there are "
                   "`review`, `stars`; did you mean `text: review`?"));
  BOOST_TEST(holds(error, "no field `zzzzzzzz` for the column `label`"));
}

BOOST_AUTO_TEST_CASE(values_of_other_fields_may_be_anything) {
  const Data data(R"({"text": "a", "meta": {"id": 7}, "note": null, "mixed": 1})"
                  "\n"
                  R"({"text": "b", "meta": {}, "note": "n", "mixed": "x"})");
  const graft::Jsonl dataset = data.open();
  const graft::Example first = dataset.example("train", 0);
  BOOST_TEST(first.text("meta") == R"({"id": 7})");
  BOOST_TEST(first.text("note") == "null");
  BOOST_TEST(first.text("mixed") == "1");
  BOOST_TEST(dataset.example("train", 1).text("mixed") == "x");
}

BOOST_AUTO_TEST_CASE(columns_of_tasks_hold_one_type) {
  const std::string error = Data(
                                "{\"text\": \"a\", \"label\": 1}\n"
                                "{\"text\": \"b\", \"label\": \"x\"}\n"
                                "{\"text\": null, \"label\": 2}\n"
                                "{\"text\": {}, \"label\": 3}\n")
                                .error();
  BOOST_TEST(holds(error, "data.jsonl:2: error: field `label`: expected numbers, got text"));
  BOOST_TEST(holds(error, "data.jsonl:3: error: field `text`: expected text, got null"));
  BOOST_TEST(holds(error, "data.jsonl:4: error: field `text`: expected text, got a map"));
}

BOOST_AUTO_TEST_CASE(all_rows_have_the_same_fields) {
  const std::string error = Data("{\"text\": \"a\", \"label\": 1}\n{\"text\": \"b\"}\n").error();
  BOOST_TEST(holds(error,
                   "data.jsonl:2: error: the row has the fields `text`, the first row has "
                   "`label`, `text`; give all rows the same fields"));
}

BOOST_AUTO_TEST_CASE(every_wrong_line_is_named_with_its_position) {
  const std::string error = Data(
                                "{\"text\": \"a\"}\n"
                                "\n"
                                "{\"text\": }\n"
                                "[1]\n"
                                "{\"text\": \"\xff\"}\n"
                                "{\"text\": \"b\"} x\n"
                                "{\"text\": 1, \"text\": 2}\n")
                                .error();
  BOOST_TEST(holds(error, "data.jsonl:3:10: error: not valid JSON"));
  BOOST_TEST(holds(error, "data.jsonl:4: error: expected an object, got a list"));
  BOOST_TEST(holds(error, "data.jsonl:5:11: error: the text is not valid UTF-8"));
  BOOST_TEST(holds(error, "data.jsonl:6:15: error: not valid JSON: text after the end"));
  BOOST_TEST(holds(error, "data.jsonl:7:"));
  BOOST_TEST(holds(error, "the key \"text\" appears twice"));
}

BOOST_AUTO_TEST_CASE(at_most_twenty_mistakes_are_listed) {
  std::string content = "{\"text\": \"a\"}\n";
  for (int i = 0; i < 100; ++i) content += "x\n";
  const Data data(content);
  try {
    data.open();
    BOOST_ERROR("expected an InputError");
  } catch (const graft::InputError& error) {
    BOOST_TEST(error.problems().size() == 20u);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_first_line_or_an_empty_file_is_an_error) {
  BOOST_TEST(holds(Data("oops\n{}\n").error(), "data.jsonl:1:1: error: not valid JSON"));
  BOOST_TEST(holds(Data("\n \n").error(), "data.jsonl: error: holds no rows"));
}

BOOST_AUTO_TEST_CASE(a_wrong_first_line_hides_no_other_mistakes) {
  const std::string error = Data("oops\n{\"text\": \"a\"}\n[1]\n{\"text\": }\n").error();
  BOOST_TEST(holds(error, "data.jsonl:1:1: error: not valid JSON"));
  BOOST_TEST(!holds(error, "data.jsonl:2"));
  BOOST_TEST(holds(error, "data.jsonl:3: error: expected an object, got a list"));
  BOOST_TEST(holds(error, "data.jsonl:4:10: error: not valid JSON"));
}

BOOST_AUTO_TEST_CASE(other_encodings_are_named) {
  BOOST_TEST(holds(Data(std::string("\xff\xfe{\0}\0\n\0", 8)).error(),
                   "data.jsonl:1:1: error: the text is UTF-16, expected UTF-8"));
  BOOST_TEST(holds(Data(std::string("{\0}\0\n\0", 6)).error(),
                   "data.jsonl:1:2: error: a NUL byte at offset 1"));
}

BOOST_AUTO_TEST_CASE(lone_surrogates_and_nul_are_text) {
  const Data data("{\"text\": \"a\\ud800b\\u0000c\"}\r\n");
  const std::string expected("a\ufffdb\0c", 7);
  BOOST_TEST(data.open().example("train", 0).text("text") == expected);
}

BOOST_AUTO_TEST_CASE(a_folder_has_its_splits_by_name) {
  const graft::TemporaryFolder folder;
  graft::write_file(folder.path() + "/train.jsonl", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n");
  graft::write_file(folder.path() + "/dev.jsonl", "{\"text\": \"c\"}\n");
  graft::write_file(folder.path() + "/test.jsonl", "{\"sentence\": \"d\"}\n");
  graft::JsonlOptions options;
  options.path = folder.path();
  const graft::Jsonl dataset(options);
  BOOST_TEST(dataset.splits() == (Names{"train", "validation", "test"}),
             boost::test_tools::per_element());
  BOOST_TEST(dataset.example("validation", 0).text("text") == "c");
  BOOST_TEST(columns_of(dataset.example("test", 0)) == Names{"sentence"},
             boost::test_tools::per_element());
  options.validation_share = 0.5;
  BOOST_CHECK_THROW(graft::Jsonl{options}, graft::InputError);
}

BOOST_AUTO_TEST_CASE(a_share_of_the_training_rows_can_validate) {
  Data data("{\"n\": 0}\n{\"n\": 1}\n{\"n\": 2}\n{\"n\": 3}\n");
  data.options.validation_share = 0.25;
  const graft::Jsonl dataset = data.open();
  BOOST_TEST(dataset.size("train") == 3);
  BOOST_TEST(dataset.size("validation") == 1);
  BOOST_TEST(dataset.example("validation", 0).text("n") == "3");
  BOOST_CHECK_THROW(dataset.example("train", 3), graft::InputError);
  BOOST_CHECK_THROW(dataset.example("train", -1), graft::InputError);
  BOOST_CHECK_THROW(dataset.size("test"), graft::InputError);
}

BOOST_AUTO_TEST_CASE(damaged_files_are_read_or_refused_and_nothing_else) {
  const graft::TemporaryFolder folder;
  const std::string whole =
      "{\"text\": \"好 aab\", \"label\": \"up\", \"n\": 1}\n"
      "{\"text\": \"ddb\", \"label\": \"down\", \"n\": 2.5}\n";
  graft::JsonlOptions options;
  options.path = folder.path("train.jsonl");
  graft::Rng rng(7);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    folder.write("train.jsonl", graft::damaged(whole, rng));
    try {
      const graft::Jsonl data(options);
      for (std::int64_t k = 0; k < data.size("train"); ++k) data.example("train", k);
    } catch (const graft::InputError&) {
      ++refused;
    }
  }
  BOOST_TEST(refused > 500);
}

BOOST_AUTO_TEST_SUITE_END()
