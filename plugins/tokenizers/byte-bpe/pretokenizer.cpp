#include "pretokenizer.h"

#include <array>
#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace graft {

namespace {

enum class CharacterClass : std::uint8_t { kEnd, kSpace, kLetter, kNumber, kOther };

struct Character {
  CharacterClass kind = CharacterClass::kEnd;
  std::size_t end = 0;  // offset behind it
};

CharacterClass classify(UChar32 code_point) {
  if (code_point < 0) return CharacterClass::kOther;
  const std::uint32_t category = U_GET_GC_MASK(code_point);
  if (category & U_GC_L_MASK) return CharacterClass::kLetter;
  if (category & U_GC_N_MASK) return CharacterClass::kNumber;
  return u_isUWhiteSpace(code_point) ? CharacterClass::kSpace : CharacterClass::kOther;
}

std::array<CharacterClass, 128> classify_ascii() {
  std::array<CharacterClass, 128> classes{};
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = classify(static_cast<UChar32>(i));
  return classes;
}

Character character_at(std::string_view text, std::size_t offset) {
  static const std::array<CharacterClass, 128> kAscii = classify_ascii();
  if (offset >= text.size()) return {CharacterClass::kEnd, offset};
  const auto lead = static_cast<unsigned char>(text[offset]);
  if (lead < 128) return {kAscii[lead], offset + 1};
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 code_point = 0;
  U8_NEXT(bytes, offset, text.size(), code_point);
  return {classify(code_point), offset};
}

/// Length of a contraction such as `'re` at `offset`, where an apostrophe stands; 0 when none is.
std::size_t contraction_length(std::string_view text, std::size_t offset) {
  const std::string_view rest = text.substr(offset + 1, 2);
  if (rest.empty()) return 0;
  if (rest[0] == 's' || rest[0] == 't' || rest[0] == 'm' || rest[0] == 'd') return 2;
  return rest == "re" || rest == "ve" || rest == "ll" ? 3 : 0;
}

}  // namespace

std::string_view next_pretoken(std::string_view text, std::size_t offset) {
  if (text[offset] == '\'') {
    const std::size_t length = contraction_length(text, offset);
    if (length > 0) return text.substr(offset, length);
  }

  // One space may stand before a run of letters, numbers or others.
  Character next = character_at(text, offset + (text[offset] == ' ' ? 1 : 0));
  if (next.kind != CharacterClass::kSpace && next.kind != CharacterClass::kEnd) {
    const CharacterClass kind = next.kind;
    std::size_t end = next.end;
    while ((next = character_at(text, end)).kind == kind) end = next.end;
    return text.substr(offset, end - offset);
  }

  // White space; its last character is left to the word behind it, unless it is the only one.
  std::size_t last = offset;
  std::size_t end = character_at(text, offset).end;
  while ((next = character_at(text, end)).kind == CharacterClass::kSpace) {
    last = end;
    end = next.end;
  }
  if (next.kind != CharacterClass::kEnd && last > offset) end = last;
  return text.substr(offset, end - offset);
}

}  // namespace graft
