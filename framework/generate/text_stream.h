#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/tokenizer.h"

namespace graft {

/// Turns tokens that arrive one by one into text that can be shown at once: never half a character,
/// and never the beginning of a stop text that may still be completed. Takes the same time for each
/// token: only the last ones are decoded again. The text must not depend on tokens that stand more
/// than 16 before, but for what a text begins with.
class TextStream {
 public:
  /// `stop_strings`: texts before which the new text ends.
  TextStream(const Tokenizer& tokenizer, std::vector<std::int64_t> prompt,
             std::vector<std::string> stop_strings);

  /// Takes a token and returns the text that has become certain.
  std::string add(std::int64_t token);
  /// The rest, when no more tokens come.
  std::string finish();
  /// True once a stop text was found; what follows it is dropped.
  bool has_stopped() const { return has_stopped_; }

 private:
  /// The new text that is not emitted yet.
  std::string unseen() const;
  std::string emit(const std::string& text, std::size_t end);
  /// Leaves out tokens that no longer matter.
  void forget(const std::string& text);

  const Tokenizer& tokenizer_;
  std::vector<std::int64_t> ids_;  // that are decoded for each token; at first all of them
  std::size_t num_known_;          // of them, whose text is `known_`; the others are new
  std::string known_;              // at first the prompt's text
  std::string before_;             // new text before that of `ids_` behind `known_`
  std::vector<std::string> stop_strings_;
  std::size_t num_emitted_ = 0;  // bytes of `before_` and of what follows
  bool has_stopped_ = false;
};

struct GeneratedText {
  std::string prompt;  // without a character that only the continuation completes
  std::string continuation;
};

/// The text of `ids`, of which the first `prompt_length` are the prompt, up to the first stop text
/// after it.
GeneratedText generated_text(const Tokenizer& tokenizer, const std::vector<std::int64_t>& ids,
                             std::size_t prompt_length,
                             const std::vector<std::string>& stop_strings);

}  // namespace graft
