#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace graft {

/// Finds the longest of many strings that a text begins with, byte by byte, in a trie that lies in
/// one array: a child of node n for byte b is entry base(n) + b, if that one says that n is its
/// parent. Source: Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure",
/// 1989.
class PieceTrie {
 public:
  struct Match {
    std::size_t length = 0;  // bytes; 0: nothing matches
    std::int32_t id = -1;
  };

  PieceTrie() = default;
  /// Strings and what they stand for. The empty string is left out; of equal ones the first counts.
  explicit PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces);

  Match longest(std::string_view text) const {
    Match match;
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const std::size_t child = entries_[node].base + static_cast<unsigned char>(text[i]);
      if (entries_[child].parent != node) break;
      node = static_cast<std::uint32_t>(child);
      if (entries_[child].id >= 0) match = {i + 1, entries_[child].id};
    }
    return match;
  }

  /// Entries of the array, free ones too.
  std::size_t size() const { return entries_.size(); }

 private:
  friend class PieceTrieBuilder;
  static constexpr std::uint32_t kFree = UINT32_MAX;

  struct Entry {
    std::uint32_t base = 0;
    std::uint32_t parent = kFree;
    std::int32_t id = -1;  // of the string that ends here; -1: none does
  };

  /// Always 256 free entries follow the greatest base, so that a search needs no bounds.
  std::vector<Entry> entries_ = std::vector<Entry>(257);
};

}  // namespace graft
