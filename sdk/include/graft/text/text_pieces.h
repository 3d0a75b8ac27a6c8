#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "graft/export.h"

namespace graft {

/// Cuts a text into pieces of at least `size` bytes, but for the last, whose words are those of the
/// whole: a piece begins with a space, tab or line end that follows a character which is no white
/// space. A text without such a place stays whole. The pieces joined are the text.
GRAFT_API std::vector<std::string_view> text_pieces(std::string_view text, std::size_t size);

/// Appends the ids of a piece of text.
using PieceEncoder = std::function<void(std::string_view piece, std::vector<std::int64_t>& ids)>;

/// Appends the ids of a text. A long one is cut into pieces that all threads encode, so `encode`
/// has to give for a text what it gives for its `text_pieces` one after another.
GRAFT_API void encode_in_pieces(std::string_view text, const PieceEncoder& encode,
                                std::vector<std::int64_t>& ids);

}  // namespace graft
