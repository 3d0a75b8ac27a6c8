#include "bert_normalizer.h"

#include <algorithm>
#include <utility>

#include <unicode/utf8.h>

namespace graft {

BertNormalizer::BertNormalizer(const BertNormalizerOptions& options)
    : options_(options),
      strips_accents_(options.strip_accents.value_or(options.lowercase)),
      changing_(static_cast<std::uint8_t>((strips_accents_ ? kMark | kDecomposes : 0) |
                                          (options.lowercase ? kUppercase : 0))) {
  for (std::int32_t i = 0; i < 128; ++i) {
    const bool is_upper = i >= 'A' && i <= 'Z';
    const std::int32_t folded = is_upper && options.lowercase ? i - 'A' + 'a' : i;
    ascii_[static_cast<std::size_t>(i)] = {static_cast<char32_t>(folded),
                                           kind_of(properties_.of(i))};
  }
}

CharacterKind BertNormalizer::kind_of(std::uint8_t properties) const {
  if (options_.clean_text && (properties & kControl) != 0) return CharacterKind::kDropped;
  if ((properties & kSpace) != 0) return CharacterKind::kSpace;
  if ((properties & kPunctuation) != 0) return CharacterKind::kPunctuation;
  const bool stands_apart = options_.tokenize_chinese_chars && (properties & kIdeograph) != 0;
  return stands_apart ? CharacterKind::kIdeograph : CharacterKind::kWord;
}

std::string BertNormalizer::normalize(std::string_view text) const {
  std::string normalized;
  normalized.reserve(text.size());
  NormalizedText characters(*this, text);
  for (NormalizedCharacter character; characters.next(character);) {
    const bool stands_apart = character.kind == CharacterKind::kIdeograph;
    const bool is_cleaned = character.kind == CharacterKind::kSpace && options_.clean_text;
    if (stands_apart) normalized += ' ';
    append_utf8(is_cleaned ? U' ' : character.code_point, normalized);
    if (stands_apart) normalized += ' ';
  }
  return normalized;
}

bool NormalizedText::next_beyond_ascii(NormalizedCharacter& character) {
  const CharacterProperties& properties = normalizer_.properties_;
  while (true) {
    if (next_expanded_ < expanded_.size()) {
      const char32_t code_point = expanded_[next_expanded_++];
      const auto code = static_cast<std::int32_t>(code_point);
      character = {code_point, normalizer_.kind_of(properties.of(code))};
      return true;
    }
    if (offset_ >= text_.size()) return false;
    begin_ = offset_;
    const std::int32_t code_point = decode(offset_);
    const std::uint8_t found = properties.of(code_point);
    character = {static_cast<char32_t>(code_point), normalizer_.kind_of(found)};
    if (character.kind == CharacterKind::kDropped) continue;
    if ((found & normalizer_.changing_) == 0) return true;
    expand(code_point);
  }
}

std::int32_t NormalizedText::decode(std::size_t& offset) const {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
  UChar32 code_point = 0;
  U8_NEXT_OR_FFFD(bytes, offset, text_.size(), code_point);
  return code_point;
}

void NormalizedText::expand(std::int32_t code_point) {
  expanded_.clear();
  next_expanded_ = 0;
  if (normalizer_.strips_accents_) {
    std::size_t first_mark = 0;  // kept marks behind the last character that is none
    for (const char32_t part : decompose(code_point)) {
      const auto code = static_cast<std::int32_t>(part);
      if ((normalizer_.properties_.of(code) & kMark) == 0) expanded_ += part;
      if (combining_class(code) == 0) first_mark = expanded_.size();
    }
    if (first_mark < expanded_.size()) expand_marks(first_mark);
  } else {
    expanded_ += static_cast<char32_t>(code_point);
  }
  if (!normalizer_.options_.lowercase) return;
  std::u32string lowered;
  for (const char32_t part : expanded_) append_lowercase(part, lowered);
  expanded_ = std::move(lowered);
}

/// A few marks are no accents (category Mc). NFD orders those that follow each other; the ones from
/// `first` on are read already.
void NormalizedText::expand_marks(std::size_t first) {
  while (offset_ < text_.size()) {
    std::size_t behind = offset_;
    const std::int32_t code_point = decode(behind);
    const std::uint8_t found = normalizer_.properties_.of(code_point);
    const bool is_dropped = normalizer_.kind_of(found) == CharacterKind::kDropped;
    const std::u32string parts = is_dropped ? std::u32string() : decompose(code_point);
    if (!is_dropped && combining_class(static_cast<std::int32_t>(parts.front())) == 0) break;
    offset_ = behind;
    for (const char32_t part : parts) {
      const auto code = static_cast<std::int32_t>(part);
      if ((normalizer_.properties_.of(code) & kMark) == 0) expanded_ += part;
    }
  }
  std::stable_sort(expanded_.begin() + static_cast<std::ptrdiff_t>(first), expanded_.end(),
                   [](char32_t left, char32_t right) {
                     return combining_class(static_cast<std::int32_t>(left)) <
                            combining_class(static_cast<std::int32_t>(right));
                   });
}

void append_utf8(char32_t code_point, std::string& text) {
  std::array<char, U8_MAX_LENGTH> bytes{};
  int length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, static_cast<UChar32>(code_point));
  text.append(bytes.data(), static_cast<std::size_t>(length));
}

}  // namespace graft
