#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace graft {

/// Two neighbouring tokens that become one. A list of merges is in the order of their rank.
struct Merge {
  std::int32_t left = 0;
  std::int32_t right = 0;
  std::int32_t result = 0;
};

/// Finds the merge of two tokens.
class MergeTable {
 public:
  static constexpr std::uint32_t kNoRank = UINT32_MAX;
  static constexpr std::size_t kMostMerges = (std::size_t{1} << 24) - 1;

  /// Where a pair is listed twice, the later rank counts. Throws InputError for more than
  /// kMostMerges.
  explicit MergeTable(std::vector<Merge> merges);

  /// Lower ranks merge first; kNoRank where the two do not merge.
  std::uint32_t rank(std::int32_t left, std::int32_t right) const {
    const std::uint32_t found = slots_[slot_of(left, right)];
    return found == 0 ? kNoRank : (found & kMostMerges) - 1;
  }
  /// What the merge of this rank makes.
  std::int32_t result(std::uint32_t rank) const { return merges_[rank].result; }
  std::size_t size() const { return merges_.size(); }

 private:
  static std::uint64_t hash_of(std::int32_t left, std::int32_t right) {
    const std::uint64_t pair = static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
                               static_cast<std::uint32_t>(right);
    return pair * 0x9e3779b97f4a7c15;  // Fibonacci hashing: the upper bits are mixed
  }
  /// Bits of the hash, other ones than those that choose the slot.
  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 8) & ~static_cast<std::uint32_t>(kMostMerges);
  }

  /// The slot of the pair, or the free one where it would be.
  std::size_t slot_of(std::int32_t left, std::int32_t right) const {
    const std::uint64_t hash = hash_of(left, right);
    const std::uint32_t tag = tag_of(hash);
    std::size_t slot = static_cast<std::size_t>(hash >> shift_);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
      if ((slots_[slot] & ~kMostMerges) != tag) continue;
      const Merge& merge = merges_[(slots_[slot] & kMostMerges) - 1];
      if (merge.left == left && merge.right == right) break;
    }
    return slot;
  }

  std::vector<Merge> merges_;  // by rank
  /// Open addressing; a power of two, at most half full. Eight bits of a tag, then the rank from 1;
  /// 0: free. Small, so that it stays in a processor's cache.
  std::vector<std::uint32_t> slots_;
  int shift_ = 0;
};

}  // namespace graft
