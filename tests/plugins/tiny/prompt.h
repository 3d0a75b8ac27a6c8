#pragma once

#include <string>
#include <vector>

#include "graft/options.h"
#include "graft/roles/prompt.h"

namespace graft {

struct PlainOptions {
  std::string question = " ";

  static Schema<PlainOptions> schema() {
    return Schema<PlainOptions>().field("question", &PlainOptions::question, "after the text");
  }
};

/// The text, a question, and `u` or `d` as the answer. For tests of the host.
class Plain : public Prompt {
 public:
  explicit Plain(const PlainOptions& options) : options_(options) {}

  RenderedPrompt render(const Example& example,
                        const std::vector<Example>& demonstrations) const override {
    RenderedPrompt rendered;
    for (const Example& shown : demonstrations) {
      rendered.segments.push_back({shown.text("text"), "text"});
      rendered.segments.push_back({options_.question + shown.text("label").substr(0, 1), ""});
    }
    rendered.segments.push_back({example.text("text"), "text"});
    rendered.segments.push_back({options_.question, ""});
    return rendered;
  }
  std::vector<LabelWords> label_words() const override { return {{"up", {"u"}}, {"down", {"d"}}}; }
  std::string read_answer(const std::string& generated) const override { return generated; }

 private:
  PlainOptions options_;
};

}  // namespace graft
