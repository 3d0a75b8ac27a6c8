#include "framework/evaluate/metrics/text_characters.h"

#include <algorithm>
#include <cstddef>

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "framework/report/utf8.h"

namespace graft {

namespace {

bool has_category(char32_t character, std::uint32_t mask) {
  return (U_MASK(u_charType(static_cast<UChar32>(character))) & mask) != 0;
}

}  // namespace

std::u32string to_characters(std::string_view text) {
  std::u32string characters;
  characters.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();) {
    characters += next_character(text, offset);
  }
  return characters;
}

std::string to_utf8(std::u32string_view characters) {
  std::string text;
  text.reserve(characters.size());
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  for (const char32_t c : characters) {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xc0 | c >> 6);
      put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      put(0xe0 | c >> 12);
      put(0x80 | (c >> 6 & 0x3f));
      put(0x80 | (c & 0x3f));
    } else {
      put(0xf0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3f));
      put(0x80 | (c >> 6 & 0x3f));
      put(0x80 | (c & 0x3f));
    }
  }
  return text;
}

std::string lower_case(std::string_view text) {
  std::string lower;
  const bool is_ascii = std::all_of(text.begin(), text.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) {
    lower = text;
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
  }
  // One bad byte is one U+FFFD here, as everywhere in the metrics.
  const std::u32string characters = to_characters(text);
  icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(characters.data()),
                                static_cast<std::int32_t>(characters.size()))
      .toLower(icu::Locale::getRoot())
      .toUTF8String(lower);
  return lower;
}

bool is_white_space(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
  return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool is_word_character(char32_t character) {
  return has_category(character, U_GC_L_MASK | U_GC_N_MASK);
}

bool is_punctuation(char32_t character) { return has_category(character, U_GC_P_MASK); }
bool is_symbol(char32_t character) { return has_category(character, U_GC_S_MASK); }
bool is_number(char32_t character) { return has_category(character, U_GC_N_MASK); }

bool is_ascii_punctuation(char32_t c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::size_t first = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t place = offset;
    if (!is_white_space(next_character(text, offset))) continue;
    if (place > first) words.emplace_back(text.substr(first, place - first));
    first = offset;
  }
  if (text.size() > first) words.emplace_back(text.substr(first));
  return words;
}

std::u32string_view strip_end(std::u32string_view text) {
  while (!text.empty() && is_white_space(text.back())) text.remove_suffix(1);
  return text;
}

std::u32string_view strip(std::u32string_view text) {
  text = strip_end(text);
  while (!text.empty() && is_white_space(text.front())) text.remove_prefix(1);
  return text;
}

}  // namespace graft
