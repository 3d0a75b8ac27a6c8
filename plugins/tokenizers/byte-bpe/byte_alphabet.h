#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace graft {

/// How vocabulary files spell bytes: each byte is one visible character, so that a token is a word
/// without white space. Printable Latin-1 bytes are themselves, the other 68 are U+0100 … U+0143 in
/// order of their value; a space is `Ġ`, a newline `Ċ`.
/// Source: GPT-2's `bytes_to_unicode`.
std::string spell_bytes(std::string_view bytes);

/// The bytes that a token spells; nullopt when it holds a character that spells none.
std::optional<std::string> read_spelling(std::string_view spelling);

/// All bytes in the order of GPT-2's vocabulary: first those that spell themselves.
const std::string& byte_order();

}  // namespace graft
