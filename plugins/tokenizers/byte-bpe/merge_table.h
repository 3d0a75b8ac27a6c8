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

  struct Entry {
    std::uint32_t rank = kNoRank;  // lower ranks merge first
    std::int32_t result = 0;
  };

  MergeTable() = default;
  /// Where a pair is listed twice, the later rank counts.
  explicit MergeTable(const std::vector<Merge>& merges);

  /// `rank` is kNoRank where the two do not merge.
  Entry find(std::int32_t left, std::int32_t right) const;

 private:
  struct Slot {
    std::uint64_t pair = UINT64_MAX;  // no pair: ids are not negative
    Entry entry;
  };

  /// The slot of the pair, or the empty one where it would be.
  std::size_t slot_of(std::uint64_t pair) const;

  std::vector<Slot> slots_;  // open addressing; a power of two, at most half full
  int shift_ = 0;
};

/// Merges neighbours, lowest rank first and leftmost first among equals, until none merge. Time
/// grows linearly with the number n of symbols where every merge ranks after those that made its
/// parts, as learnt ones do, and at worst as n log n.
void merge_symbols(const MergeTable& merges, std::vector<std::int32_t>& symbols);

/// The two ways of `merge_symbols`: they give the same.
void merge_short(const MergeTable& merges, std::vector<std::int32_t>& symbols);
void merge_long(const MergeTable& merges, std::vector<std::int32_t>& symbols);

}  // namespace graft
