#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "merge_table.h"

namespace graft {

/// Where merges join what stands before a character outside ASCII to it. Two tokens that merge have
/// the bytes on both sides of such a place: the last and the first one, or where they are long
/// enough, the last and the first three, of which a Han character has as many.
class CharacterJoins {
 public:
  CharacterJoins() = default;
  /// `bytes` has those of each token of the merges, by id.
  CharacterJoins(const std::vector<Merge>& merges, const std::vector<std::string>& bytes);

  /// False where no merge can reach over `offset` in the word, which is inside of it. True may be
  /// wrong.
  bool may_join(std::string_view word, std::size_t offset) const {
    const auto lead = static_cast<unsigned char>(word[offset]);
    if (lead < 0xc0) return true;
    const std::size_t border = border_of(static_cast<unsigned char>(word[offset - 1]), lead);
    if (short_[border]) return true;
    return long_[border] && offset >= 3 && word.size() - offset >= 3 &&
           has(key_of(word.data() + offset));
  }

 private:
  static std::size_t border_of(unsigned char last, unsigned char first) {
    return static_cast<std::size_t>(last) << 8 | first;
  }
  /// The three bytes before a place and the three behind it.
  static std::uint64_t key_of(const char* place) {
    std::uint64_t key = 0;
    for (int i = -3; i < 3; ++i) key = key << 8 | static_cast<unsigned char>(place[i]);
    return key;
  }
  std::size_t slot_of(std::uint64_t key) const {
    std::size_t slot = static_cast<std::size_t>((key * 0x9e3779b97f4a7c15) >> shift_);
    while (keys_[slot] != 0 && keys_[slot] != key) slot = (slot + 1) & (keys_.size() - 1);
    return slot;
  }
  bool has(std::uint64_t key) const { return keys_[slot_of(key)] != 0; }

  std::vector<bool> short_;          // [256 last, 256 first] where a token has one or two bytes
  std::vector<bool> long_;           // the same where both have more
  std::vector<std::uint64_t> keys_;  // of these; open addressing, at most half full; 0: free
  int shift_ = 0;
};

}  // namespace graft
