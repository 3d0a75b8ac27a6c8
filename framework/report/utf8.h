#pragma once

#include <cstddef>
#include <string_view>

namespace graft {

/// The character at `offset` (below the size of `text`), which then moves past it. A byte that
/// begins no valid UTF-8 character counts as U+FFFD and is passed alone.
char32_t next_character(std::string_view text, std::size_t& offset);

/// Columns that a text takes in a terminal: 2 for East Asian wide characters and pictographs, 0 for
/// combining and control characters, else 1. Source: Unicode Standard Annex 11.
std::size_t display_width(std::string_view text);

}  // namespace graft
