#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace graft {

/// What a model does with spaces.
struct SpaceRules {
  bool adds_prefix = true;        // every text gets a space in front
  bool removes_extra = true;      // of spaces in a row one is left, none at the ends of a text
  bool escapes_spaces = true;     // they are U+2581 in pieces
  bool space_ends_words = false;  // in place of beginning them
};

/// The rules in a model that has passed `check_sentencepiece_model`.
SpaceRules read_space_rules(std::string_view model);

/// Whether no piece of a model reaches over a space between two words, so that a text may be
/// encoded word by word: spaces begin pieces and stand nowhere else in them, a space alone is a
/// piece, and every text gets one in front, in whose place the space before a word then comes.
/// `model` has passed `check_sentencepiece_model`.
bool keeps_to_words(std::string_view model);

/// The text in parts of at least `size` bytes, but for the last, without the single spaces between
/// them. On both sides of such a space is a visible ASCII character, a Han character or kana.
std::vector<std::string_view> cut_at_words(std::string_view text, std::size_t size);

}  // namespace graft
