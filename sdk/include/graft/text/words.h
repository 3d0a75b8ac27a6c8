#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "graft/export.h"

namespace graft {

/// A word of a text, bytes [begin, end).
struct GRAFT_API TextWord {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool after_space = false;  // white space stands before it
};

/// The words of a text in order: runs of letters, digits and marks; each character of a script that
/// is written without spaces; and each punctuation mark or symbol. White space and control
/// characters belong to none. Bytes that form no character are words of one byte. Categories are
/// those of Unicode 15.
GRAFT_API std::vector<TextWord> text_words(std::string_view text);

}  // namespace graft
