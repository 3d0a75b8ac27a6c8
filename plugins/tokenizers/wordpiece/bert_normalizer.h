#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "character_properties.h"

namespace graft {

/// How a text is prepared before it is cut into words.
struct BertNormalizerOptions {
  bool clean_text = true;              // drop control characters
  bool tokenize_chinese_chars = true;  // every ideograph is a word
  bool lowercase = true;
  std::optional<bool> strip_accents;  // unset: as `lowercase`
};

enum class CharacterKind : std::uint8_t { kWord, kSpace, kPunctuation, kIdeograph, kDropped };

/// A character of a normalized text.
struct NormalizedCharacter {
  char32_t code_point = 0;
  CharacterKind kind = CharacterKind::kSpace;
};

/// BERT's normalization: control characters are dropped, ideographs are set apart, accents are
/// stripped (NFD without category Mn), letters become lower case, in this order. Source:
/// google-research/bert, `tokenization.py`; where its successors differ, as Hugging Face tokenizers
/// have it: a character that Unicode has not assigned stays.
class BertNormalizer {
 public:
  explicit BertNormalizer(const BertNormalizerOptions& options);

  const BertNormalizerOptions& options() const { return options_; }
  /// The normalized text as one string, with a space before and behind each ideograph.
  std::string normalize(std::string_view text) const;

 private:
  friend class NormalizedText;

  CharacterKind kind_of(std::uint8_t properties) const;

  BertNormalizerOptions options_;
  bool strips_accents_;
  std::uint8_t changing_;  // the properties of a character that does not stay as it is
  CharacterProperties properties_;
  std::array<NormalizedCharacter, 128> ascii_;
};

/// Reads the characters of a text as the normalizer makes them. Bytes that form no character count
/// as U+FFFD. Text and normalizer must outlive it.
class NormalizedText {
 public:
  NormalizedText(const BertNormalizer& normalizer, std::string_view text)
      : normalizer_(normalizer), text_(text) {}

  /// The next character, never a dropped one; false at the end.
  bool next(NormalizedCharacter& character) {
    while (next_expanded_ == expanded_.size() && offset_ < text_.size()) {
      const auto byte = static_cast<unsigned char>(text_[offset_]);
      if (byte >= 0x80) break;
      begin_ = offset_++;
      character = normalizer_.ascii_[byte];
      if (character.kind != CharacterKind::kDropped) return true;
    }
    return next_beyond_ascii(character);
  }

  /// Where in the text the last character comes from.
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return offset_; }

 private:
  bool next_beyond_ascii(NormalizedCharacter& character);
  std::int32_t decode(std::size_t& offset) const;  // moves behind the character
  void expand(std::int32_t code_point);
  void expand_marks(std::size_t first);

  const BertNormalizer& normalizer_;
  std::string_view text_;
  std::size_t begin_ = 0;
  std::size_t offset_ = 0;
  std::u32string expanded_;  // what a character becomes, read up to `next_expanded_`
  std::size_t next_expanded_ = 0;
};

/// Appends a code point as UTF-8.
void append_utf8(char32_t code_point, std::string& text);

}  // namespace graft
