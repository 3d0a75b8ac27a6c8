#pragma once

#include <map>
#include <string>
#include <vector>

#include "graft/options.h"
#include "graft/roles/prompt.h"
#include "prompt_template.h"

namespace graft {

struct InstructionOptions {
  std::string instruction;
  std::string input = "{text}";
  std::string answer = " {answer}";
  std::string answer_column = "label";
  std::string separator = "\n\n";
  std::string prompt_template = "{instruction}{examples}{input}";
  std::map<std::string, std::vector<std::string>> labels;
  std::string answer_stop = "\n";

  static Schema<InstructionOptions> schema();
};

/// A task in words, solved examples, then the question:
///
///   Is the review positive or negative?
///
///   Review: Great!
///   Answer: positive
///
///   Review: Never again.
///   Answer:
///
/// Templates are read once, so that text of the data which looks like a field stays text.
/// Source: Brown et al., "Language Models are Few-Shot Learners", 2020.
class Instruction : public Prompt {
 public:
  /// Throws InputError with every template and label that is wrong.
  explicit Instruction(const InstructionOptions& options);

  /// Throws InputError for a field that is no column of the example, for demonstrations that the
  /// template has no place for, and for their labels when `labels` does not list them.
  RenderedPrompt render(const Example& example,
                        const std::vector<Example>& demonstrations) const override;

  /// The words of each label as they stand in a solved example: ` positive`.
  std::vector<LabelWords> label_words() const override;

  /// What stands before `answer_stop`, without white space and the answer template's own words
  /// around it. Where labels have words, the label whose word it begins with (letters A to Z in
  /// either case), if there is one.
  std::string read_answer(const std::string& generated) const override;

 private:
  void check_template(std::vector<Problem>& problems) const;
  void check_no_answer(const std::vector<TemplatePart>& parts,
                       std::vector<Problem>& problems) const;
  void check_answer(std::vector<Problem>& problems) const;
  void check_labels(std::vector<Problem>& problems) const;
  void add_columns(const std::vector<TemplatePart>& parts, const Example& example,
                   RenderedPrompt& prompt) const;
  void add_demonstration(const Example& demonstration, RenderedPrompt& prompt) const;
  /// The answer template around `answer`.
  std::string filled_answer(const std::string& answer) const;

  InstructionOptions options_;
  std::vector<TemplatePart> template_;
  std::vector<TemplatePart> input_;
  std::vector<TemplatePart> answer_;
};

}  // namespace graft
