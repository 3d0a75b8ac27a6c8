#pragma once

#include <string>
#include <string_view>

#include "graft/export.h"

namespace graft {

/// Whether a byte of UTF-8 goes on a character that an earlier byte begins.
constexpr bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0u) == 0x80u;
}

/// The text with U+FFFD in place of bytes that form no character: one for each longest beginning of
/// a character, as most decoders do. Source: The Unicode Standard, section 3.9, table 3-7.
GRAFT_API std::string replace_invalid_utf8(std::string_view bytes);

/// Whether the text begins with a character of a script that is written without spaces between
/// words: Han, kana, Thai, Lao, Tibetan, Burmese, Khmer, and the punctuation of Han and kana. Of a
/// character that is not whole its first byte decides.
GRAFT_API bool begins_unspaced(std::string_view text);

/// Throws InputError with line, column and offset of the first byte that is not UTF-8, or with the
/// encoding that a byte order mark tells. `file` is to blame.
GRAFT_API void require_utf8(std::string_view text, const std::string& file);

}  // namespace graft
