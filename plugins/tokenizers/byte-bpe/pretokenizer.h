#pragma once

#include <cstddef>
#include <string_view>

namespace graft {

/// The piece of `text` that begins at `offset` (below its size). Merges never cross pieces; the
/// pieces joined are the text. GPT-2's rule, with the categories of Unicode 15:
///
///   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// Bytes that form no character count as characters that are neither space, letter nor number.
std::string_view next_pretoken(std::string_view text, std::size_t offset);

/// The next word of `text` from `offset` on, behind white space; empty where there is none. Merges
/// never cross words. CLIP's rule, for text in lower case:
///
///   's|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+
std::string_view next_clip_word(std::string_view text, std::size_t offset);

}  // namespace graft
