#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/tokenizer.h"

namespace graft {

/// The tokens of each word of a sentence, as of plain text. A space stands before every word but
/// the first and those of scripts that are written without. A word may have no token.
std::vector<std::vector<std::int64_t>> tokenize_words(const std::vector<std::string>& words,
                                                      const Tokenizer& tokenizer);

}  // namespace graft
