#include "framework/data/example_problems.h"

#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/data/labels.h"
#include "tests/support/listed_examples.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

using Rows = std::map<std::string, std::vector<std::string>>;

/// Examples that stand in a file, one a line.
class FileExamples : public ListedExamples {
 public:
  using ListedExamples::ListedExamples;

  Example example(const std::string& split, std::int64_t index) const override {
    Example example = ListedExamples::example(split, index);
    example.file = split + ".jsonl";
    example.line = static_cast<int>(index) + 1;
    return example;
  }
};

std::vector<std::string> labels_of(const Dataset& dataset, std::int64_t most) {
  return problem_texts([&] {
    for_each_example(dataset, "train", most, [](const Example& example, std::int64_t index) {
      label_at(example, "train", index);
    });
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(example_problems)

BOOST_AUTO_TEST_CASE(mistakes_of_examples_come_at_once_with_file_and_line) {
  const FileExamples examples(
      Rows{{"train", {R"({"label": ""})", R"({"label": "up"})", R"({"label": ""})"}}});
  const std::vector<std::string> texts = labels_of(examples, 10);
  BOOST_REQUIRE(texts.size() == 2u);
  BOOST_TEST(texts[0] == "train.jsonl:1: error: the label is empty; remove it, or give it a name");
  BOOST_TEST(texts[1].find("train.jsonl:3: error: ") == 0u);
  BOOST_TEST(labels_of(examples, 1).size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_example_without_a_file_is_named_by_its_number) {
  const ListedExamples examples(Rows{{"train", {R"({"label": "up"})", R"({"label": ""})"}}});
  const std::vector<std::string> texts = labels_of(examples, 10);
  BOOST_REQUIRE(texts.size() == 1u);
  BOOST_TEST(texts[0].find("error: example 1 of the train split: the label is empty") == 0u);
}

BOOST_AUTO_TEST_CASE(no_more_than_twenty_are_listed) {
  const FileExamples examples(Rows{{"train", std::vector<std::string>(50, R"({"label": ""})")}});
  BOOST_TEST(labels_of(examples, 50).size() == 20u);
}

BOOST_AUTO_TEST_CASE(a_column_that_no_row_has_is_told_once_and_no_row_is_to_blame) {
  const FileExamples examples(Rows{{"train", {R"({"text": "a"})", R"({"text": "b"})"}}});
  const std::vector<std::string> texts = labels_of(examples, 10);
  BOOST_REQUIRE(texts.size() == 1u);
  BOOST_TEST(texts[0].find("error: example 0 of the train split: the data has no column `label`") ==
             0u);
}

BOOST_AUTO_TEST_CASE(an_empty_label_among_several_is_refused) {
  const FileExamples examples(
      Rows{{"train", {R"({"tags": ["a", "b"]})", R"({"tags": ["a", ""]})"}}});
  BOOST_TEST(problem_text([&] { read_label_lists(examples, "tags"); }) ==
             "train.jsonl:2: error: `tags` holds an empty label; remove it, or give it a name");
}

BOOST_AUTO_TEST_CASE(an_unknown_label_names_its_row_and_the_nearest_one) {
  const FileExamples examples(Rows{{"test", {R"({"label": "upp"})"}}});
  const Example example = examples.example("test", 0);
  BOOST_TEST(problem_text([&] {
               label_index({"down", "up"}, label_at(example, "test", 0), example, "test", 0);
             }) ==
             "test.jsonl:1: error: the label \"upp\" is none of the model's: \"down\", "
             "\"up\"; did you mean \"up\"?");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
