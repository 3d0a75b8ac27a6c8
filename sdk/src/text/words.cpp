#include "graft/text/words.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "graft/utf8.h"

namespace graft {

namespace {

enum class CharacterKind { kSpace, kPart, kWhole };

/// Whether a character is part of a longer word, or a word by itself. `text`: what begins with it.
CharacterKind kind_of(UChar32 code_point, std::string_view text) {
  if (code_point < 0) return CharacterKind::kWhole;
  if (u_isUWhiteSpace(code_point)) return CharacterKind::kSpace;
  const std::uint32_t category = U_GET_GC_MASK(code_point);
  if ((category & (U_GC_CC_MASK | U_GC_CF_MASK)) != 0) return CharacterKind::kSpace;
  if ((category & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) == 0) return CharacterKind::kWhole;
  return begins_unspaced(text) ? CharacterKind::kWhole : CharacterKind::kPart;
}

}  // namespace

std::vector<TextWord> text_words(std::string_view text) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::vector<TextWord> words;
  bool after_space = false;
  bool is_open = false;  // the last word may go on
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t begin = offset;
    UChar32 code_point = 0;
    U8_NEXT(bytes, offset, text.size(), code_point);
    const CharacterKind kind = kind_of(code_point, text.substr(begin));
    if (kind == CharacterKind::kSpace) {
      after_space = true;
      is_open = false;
      continue;
    }
    if (kind == CharacterKind::kPart && is_open) {
      words.back().end = offset;
    } else {
      words.push_back({begin, offset, after_space});
    }
    is_open = kind == CharacterKind::kPart;
    after_space = false;
  }
  return words;
}

}  // namespace graft
