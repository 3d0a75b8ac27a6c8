#include "plugins/prompts/instruction/instruction.h"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace {

using Words = std::vector<std::string>;

graft::InstructionOptions sentiment() {
  graft::InstructionOptions options;
  options.instruction = "Is the review positive or negative?";
  options.input = "Review: {text}\nAnswer:";
  options.labels = {{"pos", {"positive", "good"}}, {"neg", {"negative"}}};
  return options;
}

graft::Example example(const std::string& text, const std::string& label) {
  graft::Example example;
  example.columns = {{"text", text}, {"label", label}};
  return example;
}

std::string construction_error(const graft::InstructionOptions& wrong) {
  try {
    const graft::Instruction prompt(wrong);
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string render_error(const graft::InstructionOptions& options, const graft::Example& item,
                         const std::vector<graft::Example>& demonstrations = {}) {
  try {
    graft::Instruction(options).render(item, demonstrations);
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(instruction_prompt)

BOOST_AUTO_TEST_CASE(instruction_comes_first_then_examples_then_the_question) {
  const graft::Instruction prompt(sentiment());
  const auto rendered = prompt.render(example("Never again.", "neg"),
                                      {example("Great!", "pos"), example("Dull.", "neg")});
  BOOST_TEST(rendered.text() ==
             "Is the review positive or negative?\n\n"
             "Review: Great!\nAnswer: positive\n\n"
             "Review: Dull.\nAnswer: negative\n\n"
             "Review: Never again.\nAnswer:");
}

BOOST_AUTO_TEST_CASE(chinese_templates_need_no_spaces) {
  graft::InstructionOptions options;
  options.instruction = "判断评论的情感。";
  options.input = "评论：{text}\n情感：";
  options.answer = "{answer}";
  options.separator = "\n";
  options.labels = {{"1", {"好评"}}, {"0", {"差评"}}};
  graft::Example solved = example("很好", "");
  solved.columns["label"] = std::int64_t{1};
  const graft::Instruction prompt(options);
  BOOST_TEST(prompt.render(example("太差", "0"), {solved}).text() ==
             "判断评论的情感。\n评论：很好\n情感：好评\n评论：太差\n情感：");
  BOOST_TEST(prompt.read_answer("差评。服务不好") == "0");
}

BOOST_AUTO_TEST_CASE(an_empty_instruction_leaves_no_gap) {
  graft::InstructionOptions options = sentiment();
  options.instruction = "";
  BOOST_TEST(graft::Instruction(options).render(example("Fine.", "pos"), {}).text() ==
             "Review: Fine.\nAnswer:");
}

BOOST_AUTO_TEST_CASE(the_template_places_the_parts) {
  graft::InstructionOptions options = sentiment();
  options.prompt_template = "[{topic}] {examples}{{{input}}} {instruction}";
  options.separator = "|";
  graft::Example item = example("Fine.", "pos");
  item.columns["topic"] = std::string("hotels");
  BOOST_TEST(graft::Instruction(options).render(item, {example("Bad.", "neg")}).text() ==
             "[hotels] Review: Bad.\nAnswer: negative|{Review: Fine.\nAnswer:} "
             "Is the review positive or negative?|");
}

BOOST_AUTO_TEST_CASE(text_of_the_data_is_never_read_as_a_template) {
  const graft::Instruction prompt(sentiment());
  const std::string hostile = "{examples} {instruction} {label} {{}} <|endoftext|> [MASK]";
  const auto rendered = prompt.render(example(hostile, "pos"), {example(hostile, "neg")});
  BOOST_TEST(rendered.text() == "Is the review positive or negative?\n\nReview: " + hostile +
                                    "\nAnswer: negative\n\nReview: " + hostile + "\nAnswer:");
}

BOOST_AUTO_TEST_CASE(segments_say_which_column_they_come_from) {
  const auto rendered =
      graft::Instruction(sentiment()).render(example("a", "pos"), {example("b", "neg")});
  Words columns;
  for (const graft::PromptSegment& segment : rendered.segments) {
    if (!segment.field.empty()) columns.push_back(segment.field + "=" + segment.text);
  }
  BOOST_TEST(columns == (Words{"text=b", "label=negative", "text=a"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(label_words_stand_as_in_solved_examples) {
  const auto labels = graft::Instruction(sentiment()).label_words();
  BOOST_REQUIRE(labels.size() == 2u);
  BOOST_TEST(labels[0].label == "neg");
  BOOST_TEST(labels[0].words == Words{" negative"}, boost::test_tools::per_element());
  BOOST_TEST(labels[1].words == (Words{" positive", " good"}), boost::test_tools::per_element());
  BOOST_TEST(graft::Instruction(graft::InstructionOptions()).label_words().empty());
}

BOOST_AUTO_TEST_CASE(answers_are_read_up_to_the_stop) {
  graft::InstructionOptions options;
  options.answer = " So: {answer}";
  const graft::Instruction prompt(options);
  BOOST_TEST(prompt.read_answer(" Paris \nReview: x") == "Paris");
  BOOST_TEST(prompt.read_answer("\n So: Paris") == "Paris");
  BOOST_TEST(prompt.read_answer("") == "");
  BOOST_TEST(prompt.read_answer(" \n ") == "");
  options.answer_stop = "";
  BOOST_TEST(graft::Instruction(options).read_answer("a\nb") == "a\nb");
}

BOOST_AUTO_TEST_CASE(words_of_the_template_around_an_answer_are_left_out) {
  graft::InstructionOptions options;
  options.answer = " [{answer}] \n";
  const graft::Instruction prompt(options);
  BOOST_TEST(prompt.read_answer(" [Paris] \nReview: x") == "Paris");
  BOOST_TEST(prompt.read_answer("[ a] b ]") == "a] b");
  BOOST_TEST(prompt.read_answer("Paris") == "Paris");
}

BOOST_AUTO_TEST_CASE(answers_that_begin_with_a_label_word_are_that_label) {
  graft::InstructionOptions options = sentiment();
  options.labels["mixed"] = {"positive and negative"};
  const graft::Instruction prompt(options);
  BOOST_TEST(prompt.read_answer(" Positive, I think") == "pos");
  BOOST_TEST(prompt.read_answer("positive and negative.") == "mixed");
  BOOST_TEST(prompt.read_answer("positively so") == "positively so");
  BOOST_TEST(prompt.read_answer("neither") == "neither");
}

BOOST_AUTO_TEST_CASE(a_field_that_is_no_column_is_named_with_those_that_are) {
  graft::InstructionOptions options = sentiment();
  options.input = "{review}";
  BOOST_TEST(holds(render_error(options, example("a", "pos")),
                   "the data has no column `review`; it has `label`, `text`"));
}

BOOST_AUTO_TEST_CASE(solved_examples_need_a_place_and_known_labels) {
  graft::InstructionOptions options = sentiment();
  BOOST_TEST(holds(render_error(options, example("a", "pos"), {example("b", "poss")}),
                   "the label \"poss\", which has no words; add it; there is \"pos\""));
  options.prompt_template = "{instruction}{input}";
  BOOST_TEST(holds(render_error(options, example("a", "pos"), {example("b", "pos")}),
                   "template: has no field {examples}"));
}

BOOST_AUTO_TEST_CASE(labels_that_share_a_word_are_an_error) {
  graft::InstructionOptions options = sentiment();
  options.labels["fine"] = {"ok", "Good"};
  BOOST_TEST(holds(construction_error(options),
                   "labels: \"fine\" and \"pos\" share the word \"good\"; give each label words "
                   "of its own"));
  options.labels["fine"] = {"ok", "OK"};
  BOOST_TEST(construction_error(options) == "no error");
}

BOOST_AUTO_TEST_CASE(all_wrong_options_are_reported_together) {
  graft::InstructionOptions options = sentiment();
  options.prompt_template = "{instruction}";
  options.input = "{text} is {label}";
  options.answer = "{word}";
  options.labels = {{"pos", {}}, {"neg", {""}}};
  const std::string error = construction_error(options);
  BOOST_TEST(holds(error, "template: has no field {input}"));
  BOOST_TEST(holds(error, "{label} is the answer's column: the prompt would give the answer away"));
  BOOST_TEST(holds(error, "answer: expected the field {answer} once and no other, got {word}"));
  BOOST_TEST(holds(error, "labels: \"pos\" has no word"));
  BOOST_TEST(holds(error, "labels: \"neg\" has an empty word"));
  options.input = "{text";
  options.answer = "}";
  const std::string braces = construction_error(options);
  BOOST_TEST(holds(braces, "input: character 1"));
  BOOST_TEST(holds(braces, "answer: character 1"));
}

BOOST_AUTO_TEST_SUITE_END()
