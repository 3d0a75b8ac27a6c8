#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace graft {

/// What a character is to the rule that cuts texts into words.
enum class CharacterClass : std::uint8_t { kEnd, kSpace, kLetter, kNumber, kOther };

/// A character in a text.
struct ClassedCharacter {
  CharacterClass kind = CharacterClass::kEnd;
  std::size_t end = 0;  // offset behind it
};

/// The classes of all characters by the categories of Unicode: letters are L*, numbers N*, spaces
/// what has the property White_Space. Two tables, of which a script that is in use touches little:
/// the block of 256 characters, and the character in it; blocks that are alike are there once.
class CharacterClasses {
 public:
  CharacterClasses();

  /// The character at `offset`; of kind kEnd behind the text. A byte that begins no character of
  /// valid UTF-8 counts as one, of kind kOther.
  ClassedCharacter at(std::string_view text, std::size_t offset) const {
    if (offset >= text.size()) return {CharacterClass::kEnd, offset};
    const auto lead = static_cast<unsigned char>(text[offset]);
    return lead < 0x80 ? ClassedCharacter{of(lead), offset + 1} : wide(text, offset);
  }

  CharacterClass of(std::uint32_t code_point) const {
    return classes_[block_[code_point >> 8] + (code_point & 0xffu)];
  }

 private:
  ClassedCharacter wide(std::string_view text, std::size_t offset) const;

  std::array<std::uint32_t, 0x1100> block_{};  // where the block's 256 classes begin
  std::vector<CharacterClass> classes_;
};

/// The one instance, made when it is first asked for.
const CharacterClasses& character_classes();

}  // namespace graft
