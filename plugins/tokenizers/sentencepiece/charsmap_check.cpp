#include "charsmap_check.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace graft {

namespace {

// A unit of the array: bit 31 marks a value; else the label is in bits 0 to 7, bit 8 says that a
// value hangs below, and the offset to the children is in bits 10 to 30, shifted by 8 if bit 9 is
// set.
bool has_value(std::uint32_t unit) { return (unit >> 8 & 1u) != 0; }
std::uint32_t value_of(std::uint32_t unit) { return unit & 0x7fffffffu; }
std::uint32_t label_of(std::uint32_t unit) { return unit & (1u << 31 | 0xffu); }
std::uint32_t offset_of(std::uint32_t unit) { return unit >> 10 << ((unit & 1u << 9) >> 6); }

}  // namespace

std::string charsmap_problem(std::string_view blob) {
  if (blob.empty()) return "";  // no rules
  std::uint32_t tree_bytes = 0;
  if (blob.size() < sizeof tree_bytes) return "the normalization rules are cut short";
  std::memcpy(&tree_bytes, blob.data(), sizeof tree_bytes);
  blob.remove_prefix(sizeof tree_bytes);
  if (tree_bytes >= blob.size() || tree_bytes % 4 != 0 || tree_bytes == 0) {
    return "the tree of normalization rules has no possible size";
  }
  std::vector<std::uint32_t> units(tree_bytes / 4);
  std::memcpy(units.data(), blob.data(), tree_bytes);
  const std::string_view texts = blob.substr(tree_bytes);
  if (texts.back() != '\0') return "the texts of the normalization rules have no end";

  std::vector<bool> seen(units.size(), false);
  std::vector<std::size_t> open = {0};
  seen[0] = true;
  while (!open.empty()) {
    const std::size_t position = open.back();
    open.pop_back();
    const std::uint32_t unit = units[position];
    const std::size_t children = position ^ offset_of(unit);
    // A walk looks at a child for any byte before it compares the label.
    if ((children | 0xffu) >= units.size()) {
      return "the tree of normalization rules leads out of itself";
    }
    if (has_value(unit) && value_of(units[children]) >= texts.size()) {
      return "a normalization rule leads to no text";
    }
    for (std::size_t byte = 1; byte < 256; ++byte) {
      const std::size_t child = children ^ byte;
      if (label_of(units[child]) != byte || seen[child]) continue;
      seen[child] = true;
      open.push_back(child);
    }
  }
  return "";
}

}  // namespace graft
