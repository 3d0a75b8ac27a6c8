#include "word_borders.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "protobuf_fields.h"

namespace graft {

namespace {

constexpr std::string_view kSpace = "\xe2\x96\x81";  // U+2581, in place of a space

/// The number of a field of a message, or what it is where it is absent.
std::uint64_t number_in(std::string_view message, std::uint64_t field_number,
                        std::uint64_t otherwise) {
  std::uint64_t number = otherwise;
  for_each_field(message, [&](const ProtobufField& field) {
    if (field.number == field_number) number = field.integer;
  });
  return number;
}

std::string_view text_of(std::string_view piece) {
  std::string_view text;
  for_each_field(piece, [&text](const ProtobufField& field) {
    if (field.number == 1) text = field.bytes;
  });
  return text;
}

/// Whether the three bytes are a character of Han, kana or hangul, or punctuation beside them; not
/// the wide space.
bool is_east_asian(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  return lead >= 0xe3 && lead <= 0xed && bytes != "\xe3\x80\x80";
}

bool is_visible(char c) { return c > ' ' && c <= '~'; }

bool is_border(std::string_view text, std::size_t offset) {
  if (text[offset] != ' ' || offset == 0 || offset + 1 == text.size()) return false;
  const bool word_before =
      is_visible(text[offset - 1]) || (offset >= 3 && is_east_asian(text.substr(offset - 3, 3)));
  return word_before && (is_visible(text[offset + 1]) ||
                         (text.size() - offset > 3 && is_east_asian(text.substr(offset + 1, 3))));
}

}  // namespace

SpaceRules read_space_rules(std::string_view model) {
  SpaceRules rules;
  const auto read = [](std::string_view message, std::uint64_t number, bool& rule) {
    rule = number_in(message, number, rule ? 1 : 0) != 0;
  };
  for_each_field(model, [&](const ProtobufField& field) {
    if (field.number == 2) read(field.bytes, 24, rules.space_ends_words);
    if (field.number != 3) return;
    read(field.bytes, 3, rules.adds_prefix);
    read(field.bytes, 4, rules.removes_extra);
    read(field.bytes, 5, rules.escapes_spaces);
  });
  return rules;
}

bool keeps_to_words(std::string_view model) {
  const SpaceRules rules = read_space_rules(model);
  if (!rules.adds_prefix || !rules.escapes_spaces || rules.space_ends_words) return false;
  bool pieces_keep = true;
  bool has_space = false;
  for_each_field(model, [&](const ProtobufField& field) {
    if (field.number != 1) return;
    const std::string_view text = text_of(field.bytes);
    has_space |= text == kSpace;
    // Longer runs of spaces reach over no single one.
    const bool is_run = text.find_first_not_of(kSpace) == std::string_view::npos;
    pieces_keep &= is_run || text.find(kSpace, 1) == std::string_view::npos;
  });
  return pieces_keep && has_space;
}

std::vector<std::string_view> cut_at_words(std::string_view text, std::size_t size) {
  std::vector<std::string_view> parts;
  const std::size_t least = std::max<std::size_t>(size, 1);
  std::size_t begin = 0;
  while (text.size() - begin > least) {
    std::size_t end = begin + least;
    while (end < text.size() && !is_border(text, end)) ++end;
    if (end == text.size()) break;
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

}  // namespace graft
