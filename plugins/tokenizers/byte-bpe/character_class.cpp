#include "character_class.h"

#include <algorithm>

#include <unicode/uchar.h>

#include "graft/utf8.h"

namespace graft {

namespace {

constexpr std::size_t kBlock = 256;
constexpr std::size_t kCodePoints = 0x110000;

CharacterClass classify(UChar32 code_point, UCharCategory category) {
  const std::uint32_t mask = U_MASK(category);
  if (mask & U_GC_L_MASK) return CharacterClass::kLetter;
  if (mask & U_GC_N_MASK) return CharacterClass::kNumber;
  const bool may_be_space = (mask & (U_GC_Z_MASK | U_GC_CC_MASK)) != 0;
  return may_be_space && u_isUWhiteSpace(code_point) ? CharacterClass::kSpace
                                                     : CharacterClass::kOther;
}

/// Takes a range of characters of one category, as ICU goes through them.
UBool add_range(const void* context, UChar32 start, UChar32 limit, UCharCategory category) {
  auto& classes = **static_cast<std::vector<CharacterClass>* const*>(context);
  for (UChar32 code_point = start; code_point < limit; ++code_point) {
    classes[static_cast<std::size_t>(code_point)] = classify(code_point, category);
  }
  return true;
}

}  // namespace

CharacterClasses::CharacterClasses() {
  std::vector<CharacterClass> all(kCodePoints, CharacterClass::kOther);
  std::vector<CharacterClass>* const context = &all;
  u_enumCharTypes(add_range, &context);
  for (std::size_t number = 0; number < block_.size(); ++number) {
    const CharacterClass* const block = all.data() + number * kBlock;
    std::size_t begin = 0;
    while (begin < classes_.size() && !std::equal(block, block + kBlock, classes_.data() + begin)) {
      begin += kBlock;
    }
    if (begin == classes_.size()) classes_.insert(classes_.end(), block, block + kBlock);
    block_[number] = static_cast<std::uint32_t>(begin);
  }
}

ClassedCharacter CharacterClasses::wide(std::string_view text, std::size_t offset) const {
  const auto byte = [text, offset](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(text[offset + i]);
  };
  const auto continues = [text, offset](std::size_t i) {
    return continues_character(text[offset + i]);
  };
  const std::size_t left = text.size() - offset;
  const std::uint32_t lead = byte(0);
  if (lead >= 0xe0 && lead < 0xf0 && left >= 3 && continues(1) && continues(2)) {
    const std::uint32_t code_point =
        (lead & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    const bool is_surrogate = code_point >= 0xd800 && code_point < 0xe000;
    if (code_point >= 0x800 && !is_surrogate) return {of(code_point), offset + 3};
  } else if (lead >= 0xc2 && lead < 0xe0 && left >= 2 && continues(1)) {
    return {of((lead & 0x1fu) << 6 | (byte(1) & 0x3fu)), offset + 2};
  } else if (lead >= 0xf0 && lead < 0xf5 && left >= 4 && continues(1) && continues(2) &&
             continues(3)) {
    const std::uint32_t code_point =
        (lead & 0x07u) << 18 | (byte(1) & 0x3fu) << 12 | (byte(2) & 0x3fu) << 6 | (byte(3) & 0x3fu);
    if (code_point >= 0x10000 && code_point < 0x110000) return {of(code_point), offset + 4};
  }
  return {CharacterClass::kOther, offset + 1};
}

const CharacterClasses& character_classes() {
  static const CharacterClasses kClasses;
  return kClasses;
}

}  // namespace graft
