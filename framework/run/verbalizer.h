#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/prompt.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Label words as token ids, for every label of a task.
struct Verbalizer {
  std::vector<std::vector<std::vector<std::int64_t>>> words;  // [label][word][token]
  std::size_t longest = 0;                                    // tokens of the longest word
};

/// The prompt's words for each of `labels`, in their order. Throws InputError naming the labels
/// that have none.
std::vector<std::vector<std::string>> label_words(const Prompt& prompt,
                                                  const std::vector<std::string>& labels);

Verbalizer read_verbalizer(const Prompt& prompt, const std::vector<std::string>& labels,
                           const Tokenizer& tokenizer);

}  // namespace graft
