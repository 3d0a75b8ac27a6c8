#include "word_reader.h"

#include <unicode/utf8.h>

namespace graft {

WordReader::WordReader(const BertNormalizer& normalizer, std::string_view text, std::size_t longest)
    : characters_(normalizer, text), longest_(longest), buffer_(longest * U8_MAX_LENGTH, '\0') {}

bool WordReader::next() {
  size_ = 0;
  num_characters_ = 0;
  if (held_.kind != CharacterKind::kSpace) {
    append(held_.code_point);
    held_.kind = CharacterKind::kSpace;
    return true;
  }
  for (NormalizedCharacter character; characters_.next(character);) {
    if (character.kind == CharacterKind::kWord) {
      append(character.code_point);
    } else if (character.kind == CharacterKind::kSpace) {
      if (num_characters_ > 0) return true;
    } else if (num_characters_ == 0) {
      append(character.code_point);
      return true;
    } else {
      held_ = character;
      return true;
    }
  }
  return num_characters_ > 0;
}

void WordReader::append(char32_t code_point) {
  if (++num_characters_ > longest_) return;
  if (code_point < 0x80) {
    buffer_[size_++] = static_cast<char>(code_point);
  } else {
    U8_APPEND_UNSAFE(buffer_.data(), size_, static_cast<UChar32>(code_point));
  }
}

}  // namespace graft
