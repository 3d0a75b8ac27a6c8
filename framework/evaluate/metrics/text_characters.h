#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace graft {

/// What the published metrics ask of characters, which are written in Python: the same answers as
/// its str methods give, whatever the locale. A character is a code point; bytes of a text that
/// form none count as U+FFFD.

std::u32string to_characters(std::string_view text);
std::string to_utf8(std::u32string_view characters);

/// As str.lower: the full mappings of Unicode ("İ" becomes two characters, a final "Σ" is "ς").
std::string lower_case(std::string_view text);

/// As str.isspace: what str.split splits at, the ideographic space U+3000 among it.
bool is_white_space(char32_t character);
/// Letters and numbers: what \w matches, without the underscore.
bool is_word_character(char32_t character);
/// Unicode's general categories P, S and N.
bool is_punctuation(char32_t character);
bool is_symbol(char32_t character);
bool is_number(char32_t character);
/// The 32 of string.punctuation.
bool is_ascii_punctuation(char32_t character);

/// As str.split(): the runs of characters between white space.
std::vector<std::string> split_words(std::string_view text);
/// As str.strip() and str.rstrip().
std::u32string_view strip(std::u32string_view text);
std::u32string_view strip_end(std::u32string_view text);

}  // namespace graft
