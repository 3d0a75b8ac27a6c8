#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "graft/roles/architecture.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Words of a sentence that a model reads at once.
struct SentencePart {
  std::size_t first = 0;                // of the sentence's words
  std::vector<std::int64_t> positions;  // in `ids`, of each word's first token; -1: it has none
  std::vector<std::int64_t> ids;        // with special tokens around them
};

struct SentenceParts {
  std::vector<SentencePart> parts;  // in order; none where no word has a token
  bool is_cut = false;              // a word alone was longer than what the model reads
};

/// Cuts a sentence between words, as many at a time as the model has positions for. `words`: the
/// tokens of each, as tokenize_words() gives them.
SentenceParts sentence_parts(const std::vector<std::vector<std::int64_t>>& words,
                             const Tokenizer& tokenizer, const Architecture& model);

}  // namespace graft
