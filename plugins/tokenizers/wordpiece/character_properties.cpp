#include "character_properties.h"

#include <vector>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "graft/error.h"

namespace graft {

namespace {

const UNormalizer2& nfd() {
  static const UNormalizer2* const kNormalizer = [] {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2* const found = unorm2_getNFDInstance(&error);
    if (U_FAILURE(error)) {
      throw Error(std::string("ICU has no data for NFD: ") + u_errorName(error));
    }
    return found;
  }();
  return *kNormalizer;
}

bool is_control(UChar32 code_point) {
  if (code_point == 0 || code_point == 0xfffd) return true;
  if (code_point == '\t' || code_point == '\n' || code_point == '\r') return false;
  return (U_GET_GC_MASK(code_point) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0;
}

bool is_punctuation(UChar32 code_point) {
  if (code_point > ' ' && code_point < 0x7f) return u_isalnum(code_point) == 0;
  return (U_GET_GC_MASK(code_point) & U_GC_P_MASK) != 0;
}

bool is_ideograph(UChar32 code_point) {
  struct Range {
    UChar32 first;
    UChar32 last;
  };
  constexpr Range kRanges[] = {{0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xf900, 0xfaff},
                               {0x20000, 0x2a6df}, {0x2a700, 0x2b73f}, {0x2b740, 0x2b81f},
                               {0x2b820, 0x2ceaf}, {0x2f800, 0x2fa1f}};
  for (const Range& range : kRanges) {
    if (code_point >= range.first && code_point <= range.last) return true;
  }
  return false;
}

bool is_mark(UChar32 code_point) { return u_charType(code_point) == U_NON_SPACING_MARK; }

/// Whether NFD does more than to leave it where it is. Marks that are stripped need no order.
bool decomposes(UChar32 code_point) {
  if (unorm2_isInert(&nfd(), code_point)) return false;
  UChar buffer[8];
  UErrorCode error = U_ZERO_ERROR;
  if (unorm2_getDecomposition(&nfd(), code_point, buffer, 8, &error) >= 0) return true;
  return combining_class(code_point) != 0 && !is_mark(code_point);
}

const std::vector<std::uint8_t>& tabled_properties(std::int32_t size) {
  static const std::vector<std::uint8_t> kTable = [size] {
    std::vector<std::uint8_t> table(static_cast<std::size_t>(size));
    for (std::int32_t i = 0; i < size; ++i) {
      table[static_cast<std::size_t>(i)] = compute_properties(i);
    }
    return table;
  }();
  return kTable;
}

}  // namespace

std::uint8_t compute_properties(std::int32_t code_point) {
  unsigned properties = 0;
  if (is_control(code_point)) properties |= kControl;
  if (u_isUWhiteSpace(code_point)) properties |= kSpace;
  if (is_punctuation(code_point)) properties |= kPunctuation;
  if (is_ideograph(code_point)) properties |= kIdeograph;
  if (is_mark(code_point)) properties |= kMark;
  if (decomposes(code_point)) properties |= kDecomposes;
  if (u_tolower(code_point) != code_point) properties |= kUppercase;
  return static_cast<std::uint8_t>(properties);
}

CharacterProperties::CharacterProperties() : table_(tabled_properties(kTabled).data()) {}

std::u32string decompose(std::int32_t code_point) {
  // Four characters are the most, of two units each.
  UChar buffer[32];
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t length = unorm2_getDecomposition(&nfd(), code_point, buffer, 32, &error);
  if (length < 0 || U_FAILURE(error)) return {static_cast<char32_t>(code_point)};
  std::u32string decomposition;
  for (std::int32_t i = 0; i < length;) {
    UChar32 part = 0;
    U16_NEXT(buffer, i, length, part);
    decomposition += static_cast<char32_t>(part);
  }
  return decomposition;
}

std::uint8_t combining_class(std::int32_t code_point) { return u_getCombiningClass(code_point); }

void append_lowercase(char32_t code_point, std::u32string& text) {
  if (code_point == 0x130) {  // the only one whose full mapping is longer
    text += U"i\u0307";
  } else {
    text += static_cast<char32_t>(u_tolower(static_cast<UChar32>(code_point)));
  }
}

}  // namespace graft
