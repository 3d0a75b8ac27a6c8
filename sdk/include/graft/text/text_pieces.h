#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "graft/export.h"

namespace graft {

/// Cuts a text into pieces of at least `size` bytes, but for the last, whose words are those of the
/// whole: a piece begins with a space, tab or line end that follows a character which is no white
/// space. A text without such a place stays whole. The pieces joined are the text.
GRAFT_API std::vector<std::string_view> text_pieces(std::string_view text, std::size_t size);

}  // namespace graft
