#pragma once

#include <string>
#include <vector>

#include "graft/export.h"
#include "graft/roles/dataset.h"

namespace graft {

inline constexpr const char* kPromptInterface = "graft.prompt/1";

/// A piece of a rendered prompt. Text is always plain: what looks like a special token or a field
/// in it stays the characters it is.
struct GRAFT_API PromptSegment {
  std::string text;
  std::string field;  // column the text comes from; empty for the template's own words
};

struct GRAFT_API RenderedPrompt {
  std::vector<PromptSegment> segments;

  std::string text() const;
};

/// What a model would say for one label.
struct GRAFT_API LabelWords {
  std::string label;
  std::vector<std::string> words;
};

/// Turns examples into what a model reads, and what it says back into an answer.
class GRAFT_API Prompt {
 public:
  virtual ~Prompt();

  /// The prompt for `example`, whose own answer is never part of it. `demonstrations` are solved
  /// examples to show first, in order.
  virtual RenderedPrompt render(const Example& example,
                                const std::vector<Example>& demonstrations) const = 0;

  /// Words whose likelihood after the prompt decides among labels; empty for free answers.
  virtual std::vector<LabelWords> label_words() const = 0;

  /// The answer in a text that a model wrote after the prompt.
  virtual std::string read_answer(const std::string& generated) const = 0;
};

}  // namespace graft
