#include "instruction.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "graft/error.h"

namespace graft {

namespace {

constexpr const char* kInstructionField = "instruction";
constexpr const char* kExamplesField = "examples";
constexpr const char* kInputField = "input";
constexpr const char* kAnswerField = "answer";

/// Parses a template, or appends what is wrong with it.
std::vector<TemplatePart> parse_or_report(const std::string& text, const std::string& name,
                                          std::vector<Problem>& problems) {
  try {
    return parse_template(text, name);
  } catch (const InputError& error) {
    problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    return {};
  }
}

std::ptrdiff_t count_field(const std::vector<TemplatePart>& parts, const std::string& field) {
  return std::count_if(parts.begin(), parts.end(),
                       [&field](const TemplatePart& part) { return part.field == field; });
}

void add_words(const std::string& words, RenderedPrompt& prompt) {
  if (!words.empty()) prompt.segments.push_back({words, ""});
}

Problem wrong_label(const std::string& label, const std::string& what) {
  return {"",
          0,
          0,
          "bad-label",
          "labels: \"" + label + "\" has " + what,
          "write e.g. `" + label + ": [" + label + "]`"};
}

std::string_view trimmed(std::string_view text) {
  constexpr const char* kSpaces = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

/// Letters A to Z in lower case, whatever the locale.
char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return lowered(c); });
  return text;
}

bool equal_letters(char left, char right) { return lowered(left) == lowered(right); }

bool is_ascii_word(char c) {
  return (lowered(c) >= 'a' && lowered(c) <= 'z') || (c >= '0' && c <= '9');
}

/// Whether `text` begins with `word`, which does not go on: `no` begins `no, it is`, not `noon`.
bool begins_with_word(std::string_view text, std::string_view word) {
  if (word.empty() || text.size() < word.size()) return false;
  if (!std::equal(word.begin(), word.end(), text.begin(), equal_letters)) return false;
  return text.size() == word.size() || !is_ascii_word(word.back()) ||
         !is_ascii_word(text[word.size()]);
}

}  // namespace

Schema<InstructionOptions> InstructionOptions::schema() {
  return Schema<InstructionOptions>()
      .field("instruction", &InstructionOptions::instruction, "the task in words; may be empty")
      .field("input", &InstructionOptions::input,
             "template of a question, with columns as fields, such as \"Review: {text}\\nAnswer:\"")
      .field("answer", &InstructionOptions::answer,
             "template of what follows a question, with the field {answer}")
      .field("answer_column", &InstructionOptions::answer_column,
             "column with the answer of a solved example")
      .field("separator", &InstructionOptions::separator,
             "stands behind the instruction and behind each solved example")
      .field("template", &InstructionOptions::prompt_template,
             "the whole prompt, with the fields {instruction}, {examples}, {input} and columns")
      .field("labels", &InstructionOptions::labels,
             "words for each label; the first one stands in solved examples")
      .field("answer_stop", &InstructionOptions::answer_stop,
             "text that ends a written answer; empty: nothing does");
}

Instruction::Instruction(const InstructionOptions& options) : options_(options) {
  std::vector<Problem> problems;
  template_ = parse_or_report(options.prompt_template, "template", problems);
  input_ = parse_or_report(options.input, "input", problems);
  answer_ = parse_or_report(options.answer, "answer", problems);
  if (problems.empty()) {
    check_template(problems);
    check_no_answer(input_, problems);
    check_answer(problems);
  }
  check_labels(problems);
  if (!problems.empty()) throw InputError(std::move(problems));
}

void Instruction::check_template(std::vector<Problem>& problems) const {
  if (count_field(template_, kInputField) == 0) {
    problems.push_back({"", 0, 0, "bad-template", "template: has no field {input}",
                        "add it where the question stands"});
  }
  check_no_answer(template_, problems);
}

void Instruction::check_no_answer(const std::vector<TemplatePart>& parts,
                                  std::vector<Problem>& problems) const {
  if (count_field(parts, options_.answer_column) == 0) return;
  problems.push_back({"", 0, 0, "bad-template",
                      "the field {" + options_.answer_column +
                          "} is the answer's column: the prompt would give the answer away",
                      "remove the field, or name another `answer_column`"});
}

void Instruction::check_answer(std::vector<Problem>& problems) const {
  const auto is_other = [](const TemplatePart& part) {
    return !part.field.empty() && part.field != kAnswerField;
  };
  const auto other = std::find_if(answer_.begin(), answer_.end(), is_other);
  if (other == answer_.end() && count_field(answer_, kAnswerField) == 1) return;
  problems.push_back({"", 0, 0, "bad-template",
                      "answer: expected the field {answer} once and no other" +
                          (other == answer_.end() ? "" : ", got {" + other->field + "}"),
                      "write e.g. \" {answer}\""});
}

void Instruction::check_labels(std::vector<Problem>& problems) const {
  std::map<std::string, std::string> label_of;  // by word, in lower case as answers are read
  for (const auto& [label, words] : options_.labels) {
    for (const std::string& word : words) {
      const std::string& owner = label_of.emplace(lowered(word), label).first->second;
      if (word.empty() || owner == label) continue;
      problems.push_back(
          {"", 0, 0, "bad-label",
           "labels: \"" + owner + "\" and \"" + label + "\" share the word \"" + word + "\"",
           "give each label words of its own"});
    }
    const bool has_empty = std::find(words.begin(), words.end(), "") != words.end();
    if (!words.empty() && !has_empty) continue;
    problems.push_back(wrong_label(label, has_empty ? "an empty word" : "no word"));
  }
}

RenderedPrompt Instruction::render(const Example& example,
                                   const std::vector<Example>& demonstrations) const {
  if (!demonstrations.empty() && count_field(template_, kExamplesField) == 0) {
    throw InputError("bad-template",
                     "template: has no field {examples}, and there are solved examples to show",
                     "add the field, or ask for no shots");
  }
  RenderedPrompt prompt;
  for (const TemplatePart& part : template_) {
    if (part.field == kInstructionField) {
      if (options_.instruction.empty()) continue;
      add_words(options_.instruction + options_.separator, prompt);
    } else if (part.field == kExamplesField) {
      for (const Example& solved : demonstrations) add_demonstration(solved, prompt);
    } else if (part.field == kInputField) {
      add_columns(input_, example, prompt);
    } else {
      add_columns({part}, example, prompt);
    }
  }
  return prompt;
}

void Instruction::add_columns(const std::vector<TemplatePart>& parts, const Example& example,
                              RenderedPrompt& prompt) const {
  for (const TemplatePart& part : parts) {
    if (part.field.empty()) {
      add_words(part.words, prompt);
    } else {
      prompt.segments.push_back({example.text(part.field), part.field});
    }
  }
}

void Instruction::add_demonstration(const Example& demonstration, RenderedPrompt& prompt) const {
  add_columns(input_, demonstration, prompt);
  std::string answer = demonstration.text(options_.answer_column);
  if (!options_.labels.empty()) {
    const auto words = options_.labels.find(answer);
    if (words == options_.labels.end()) {
      std::vector<std::string> known;
      for (const auto& entry : options_.labels) known.push_back(entry.first);
      const std::string near = nearest(answer, known);
      throw InputError(
          "unknown-label",
          "labels: a solved example has the label \"" + answer + "\", which has no words",
          near.empty() ? "add it" : "add it; there is \"" + near + "\"");
    }
    answer = words->second.front();
  }
  for (const TemplatePart& part : answer_) {
    if (part.field.empty()) {
      add_words(part.words, prompt);
    } else {
      prompt.segments.push_back({answer, options_.answer_column});
    }
  }
  add_words(options_.separator, prompt);
}

std::vector<LabelWords> Instruction::label_words() const {
  std::vector<LabelWords> result;
  for (const auto& [label, words] : options_.labels) {
    LabelWords entry{label, {}};
    for (const std::string& word : words) entry.words.push_back(filled_answer(word));
    result.push_back(std::move(entry));
  }
  return result;
}

std::string Instruction::filled_answer(const std::string& answer) const {
  std::string text;
  for (const TemplatePart& part : answer_) text += part.field.empty() ? part.words : answer;
  return text;
}

std::string Instruction::read_answer(const std::string& generated) const {
  std::string_view text = generated;
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  const std::string_view lead = trimmed(answer_.front().words);  // of the answer's template
  if (!lead.empty() && text.starts_with(lead)) text.remove_prefix(lead.size());
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (!options_.answer_stop.empty()) text = text.substr(0, text.find(options_.answer_stop));
  text = trimmed(text);
  const std::string_view tail = trimmed(answer_.back().words);
  if (text.ends_with(tail)) text = trimmed(text.substr(0, text.size() - tail.size()));

  std::string answer(text);
  std::size_t longest = 0;
  for (const auto& [label, words] : options_.labels) {
    for (const std::string& word : words) {
      if (word.size() <= longest || !begins_with_word(text, word)) continue;
      longest = word.size();
      answer = label;
    }
  }
  return answer;
}

}  // namespace graft
