#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graft/options.h"
#include "graft/roles/prompt.h"

struct @CLASS@Options {
  std::string instruction = "Is this review positive or negative?";
  std::string input = "text";
  std::string output = "label";
  std::map<std::string, std::vector<std::string>> labels = {{"positive", {" good", " great"}},
                                                            {"negative", {" bad", " awful"}}};

  static graft::Schema<@CLASS@Options> schema() {
    using Options = @CLASS@Options;
    return graft::Schema<Options>()
        .field("instruction", &Options::instruction, "what comes first")
        .field("input", &Options::input, "column to ask about")
        .field("output", &Options::output, "column with the answer of a demonstration")
        .field("labels", &Options::labels, "what the model would say for each label");
  }
};

/// Instruction, solved examples and the question, a line each, the answer behind an arrow:
///
///   Is this review positive or negative?
///   a kind and careful team => good
///   the floor was sticky =>
class @CLASS@Prompt : public graft::Prompt {
 public:
  explicit @CLASS@Prompt(@CLASS@Options options) : options_(std::move(options)) {}

  graft::RenderedPrompt render(const graft::Example& example,
                               const std::vector<graft::Example>& demonstrations) const override;
  std::vector<graft::LabelWords> label_words() const override;
  std::string read_answer(const std::string& generated) const override;

 private:
  @CLASS@Options options_;
};
