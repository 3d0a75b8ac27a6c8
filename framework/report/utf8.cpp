#include "framework/report/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace graft {
namespace {

constexpr char32_t kReplacement = 0xfffd;

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t size>
bool lies_in(char32_t character, const std::array<Range, size>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [character](const Range& range) {
    return range.first <= character && character <= range.last;
  });
}

// Control characters, combining marks, zero-width spaces and joiners, variation selectors.
constexpr std::array<Range, 8> kZeroWidth = {{{0x0000, 0x001f},
                                              {0x007f, 0x009f},
                                              {0x0300, 0x036f},
                                              {0x200b, 0x200f},
                                              {0x202a, 0x202e},
                                              {0x20d0, 0x20ff},
                                              {0xfe00, 0xfe0f},
                                              {0xfe20, 0xfe2f}}};

// Hangul, CJK radicals to Yi, compatibility and full-width forms, pictographs, CJK extensions.
constexpr std::array<Range, 12> kWide = {{{0x1100, 0x115f},
                                          {0x2e80, 0x303e},
                                          {0x3041, 0x33ff},
                                          {0x3400, 0xa4cf},
                                          {0xac00, 0xd7a3},
                                          {0xf900, 0xfaff},
                                          {0xfe30, 0xfe6f},
                                          {0xff00, 0xff60},
                                          {0xffe0, 0xffe6},
                                          {0x1f300, 0x1f64f},
                                          {0x1f900, 0x1f9ff},
                                          {0x20000, 0x3fffd}}};

}  // namespace

char32_t next_character(std::string_view text, std::size_t& offset) {
  const auto first = static_cast<std::uint8_t>(text[offset++]);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || text.size() - offset < more) return kReplacement;

  char32_t character = first & (0x3fu >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[offset + i]);
    if ((byte & 0xc0) != 0x80) return kReplacement;
    character = character << 6 | (byte & 0x3fu);
  }
  constexpr std::array<char32_t, 4> kSmallest = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xd800 && character <= 0xdfff;
  if (character < kSmallest[more] || surrogate || character > 0x10ffff) return kReplacement;
  offset += more;
  return character;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const char32_t character = next_character(text, offset);
    if (lies_in(character, kZeroWidth)) continue;
    width += lies_in(character, kWide) ? 2 : 1;
  }
  return width;
}

}  // namespace graft
