#include "graft/utf8.h"

#include <cstddef>

#include "graft/error.h"
#include "graft/file.h"
#include "text_encoding.h"

namespace graft {

namespace {

/// Bytes of the longest beginning of a character at `offset`, at least 1; `complete` says whether
/// it is a whole character.
std::size_t character_length(std::string_view bytes, std::size_t offset, bool& complete) {
  const auto lead = static_cast<unsigned char>(bytes[offset]);
  complete = lead < 0x80;
  if (lead < 0xc2 || lead > 0xf4) return 1;
  const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // The second byte's range keeps out overlong forms, surrogates and what is over U+10FFFF.
  unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  std::size_t found = 1;
  while (found < length && offset + found < bytes.size()) {
    const auto next = static_cast<unsigned char>(bytes[offset + found]);
    if (next < least || next > most) break;
    least = 0x80;
    most = 0xbf;
    ++found;
  }
  complete = found == length;
  return found;
}

}  // namespace

std::string replace_invalid_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t offset = 0; offset < bytes.size();) {
    bool complete = false;
    const std::size_t length = character_length(bytes, offset, complete);
    text += complete ? bytes.substr(offset, length) : std::string_view("\xef\xbf\xbd");
    offset += length;
  }
  return text;
}

void require_utf8(std::string_view text, const std::string& file) {
  require_no_other_encoding(text, file);
  std::size_t offset = 0;
  if (!is_valid_utf8(text, &offset)) throw InputError({not_utf8(text, offset, file)});
}

bool begins_unspaced(std::string_view text) {
  if (text.empty()) return false;
  const auto byte = [text](std::size_t i) { return static_cast<unsigned>(text[i]) & 0xffu; };
  if (byte(0) < 0xe0) return false;
  if (byte(0) >= 0xf0) {  // U+20000 on: more Han
    return byte(0) == 0xf0 && (text.size() == 1 || (byte(1) >= 0xa0 && byte(1) <= 0xb2));
  }
  if (text.size() < 3) return byte(0) >= 0xe3 && byte(0) <= 0xe9;
  const unsigned code = (byte(0) & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
  struct Range {
    unsigned first;
    unsigned last;
  };
  constexpr Range kRanges[] = {{0x0e00, 0x109f}, {0x1780, 0x17ff}, {0x3000, 0x30ff},
                               {0x3400, 0x9fff}, {0xf900, 0xfaff}, {0xff00, 0xffef}};
  for (const Range& range : kRanges) {
    if (code >= range.first && code <= range.last) return true;
  }
  return false;
}

}  // namespace graft
