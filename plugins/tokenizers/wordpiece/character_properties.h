#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace graft {

/// What BERT's basic tokenization asks of a character. Source: the Unicode categories of ICU;
/// google-research/bert, `tokenization.py`, for ideographs and ASCII punctuation.
enum CharacterProperty : std::uint8_t {
  kControl = 1 << 0,      // NUL, U+FFFD, categories Cc, Cf and Co, but no tab, newline, return
  kSpace = 1 << 1,        // white space
  kPunctuation = 1 << 2,  // ASCII that is no letter, digit, space or control; categories P*
  kIdeograph = 1 << 3,    // a Chinese character, whatever the language; no kana, no Hangul
  kMark = 1 << 4,         // category Mn, stripped with the accents
  kDecomposes = 1 << 5,   // NFD changes it, or orders it among its neighbours
  kUppercase = 1 << 6,    // it has another lower case
};

/// The properties of a code point, as a sum.
std::uint8_t compute_properties(std::int32_t code_point);

/// The properties of every code point; those up to U+FFFF are looked up in 64 KiB that all
/// tokenizers share.
class CharacterProperties {
 public:
  CharacterProperties();
  std::uint8_t of(std::int32_t code_point) const {
    return code_point < kTabled ? table_[static_cast<std::size_t>(code_point)]
                                : compute_properties(code_point);
  }

 private:
  static constexpr std::int32_t kTabled = 0x10000;
  const std::uint8_t* table_;
};

/// The canonical decomposition of a code point; itself where it has none.
std::u32string decompose(std::int32_t code_point);

/// Its place among marks on one character (canonical combining class); 0: it begins one.
std::uint8_t combining_class(std::int32_t code_point);

/// Lower case without regard to the neighbours. U+0130 becomes two characters.
void append_lowercase(char32_t code_point, std::u32string& text);

}  // namespace graft
