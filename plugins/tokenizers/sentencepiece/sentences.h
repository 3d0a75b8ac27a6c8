#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "graft/roles/tokenizer.h"

namespace graft {

inline constexpr std::size_t kLongestSentence = 4096;  // bytes

/// The lines of all texts that are not empty, without bytes that are no characters. Longer ones are
/// cut, in front of a space if there is one, else of a character.
std::vector<std::string> read_sentences(const TextSource& texts);

}  // namespace graft
