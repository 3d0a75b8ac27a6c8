#include "pretokenizer.h"

#include "character_class.h"

namespace graft {

namespace {

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
  const CharacterClasses& classes = character_classes();
  ClassedCharacter next = classes.at(text, offset + (text[offset] == ' ' ? 1 : 0));
  if (next.kind != CharacterClass::kSpace && next.kind != CharacterClass::kEnd) {
    const CharacterClass kind = next.kind;
    std::size_t end = next.end;
    while ((next = classes.at(text, end)).kind == kind) end = next.end;
    return text.substr(offset, end - offset);
  }

  // White space; its last character is left to the word behind it, unless it is the only one.
  std::size_t last = offset;
  std::size_t end = classes.at(text, offset).end;
  while ((next = classes.at(text, end)).kind == CharacterClass::kSpace) {
    last = end;
    end = next.end;
  }
  if (next.kind != CharacterClass::kEnd && last > offset) end = last;
  return text.substr(offset, end - offset);
}

std::string_view next_clip_word(std::string_view text, std::size_t offset) {
  const CharacterClasses& classes = character_classes();
  ClassedCharacter next = classes.at(text, offset);
  while (next.kind == CharacterClass::kSpace) {
    offset = next.end;
    next = classes.at(text, offset);
  }
  if (next.kind == CharacterClass::kEnd) return {};
  if (text[offset] == '\'') {
    const std::size_t length = contraction_length(text, offset);
    if (length > 0) return text.substr(offset, length);
  }
  const CharacterClass kind = next.kind;
  std::size_t end = next.end;
  if (kind != CharacterClass::kNumber) {  // numbers stand alone
    while ((next = classes.at(text, end)).kind == kind) end = next.end;
  }
  return text.substr(offset, end - offset);
}

}  // namespace graft
