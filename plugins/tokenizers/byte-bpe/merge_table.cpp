#include "merge_table.h"

#include <algorithm>
#include <bit>
#include <queue>
#include <unordered_map>

#include "graft/error.h"

namespace graft {

namespace {

constexpr std::size_t kShort = 64;  // symbols; up to here scanning beats keeping queues

std::uint64_t pair_key(std::int32_t left, std::int32_t right) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
         static_cast<std::uint32_t>(right);
}

}  // namespace

MergeTable::MergeTable(const std::vector<Merge>& merges) {
  const std::size_t capacity = std::bit_ceil(std::max<std::size_t>(merges.size() * 2, 2));
  shift_ = 64 - std::countr_zero(capacity);
  slots_.resize(capacity);
  for (std::size_t rank = 0; rank < merges.size(); ++rank) {
    const std::uint64_t pair = pair_key(merges[rank].left, merges[rank].right);
    slots_[slot_of(pair)] = {pair, {static_cast<std::uint32_t>(rank), merges[rank].result}};
  }
}

std::size_t MergeTable::slot_of(std::uint64_t pair) const {
  constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;  // Fibonacci hashing
  std::size_t slot = static_cast<std::size_t>((pair * kGoldenRatio) >> shift_);
  while (slots_[slot].pair != pair && slots_[slot].pair != UINT64_MAX) {
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

MergeTable::Entry MergeTable::find(std::int32_t left, std::int32_t right) const {
  if (slots_.empty()) return {};
  return slots_[slot_of(pair_key(left, right))].entry;
}

void merge_symbols(const MergeTable& merges, std::vector<std::int32_t>& symbols) {
  if (symbols.size() <= kShort) {
    merge_short(merges, symbols);
  } else {
    merge_long(merges, symbols);
  }
}

void merge_short(const MergeTable& merges, std::vector<std::int32_t>& symbols) {
  if (symbols.size() < 2) return;
  std::vector<MergeTable::Entry> entries(symbols.size() - 1);  // of symbols i and i + 1
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i] = merges.find(symbols[i], symbols[i + 1]);
  }
  const auto lower = [](const MergeTable::Entry& left, const MergeTable::Entry& right) {
    return left.rank < right.rank;
  };
  while (!entries.empty()) {
    const auto best = std::min_element(entries.begin(), entries.end(), lower);
    if (best->rank == MergeTable::kNoRank) return;
    const std::ptrdiff_t i = best - entries.begin();
    symbols[static_cast<std::size_t>(i)] = best->result;
    symbols.erase(symbols.begin() + i + 1);
    entries.erase(best);
    const auto merged = static_cast<std::size_t>(i);
    if (merged > 0) entries[merged - 1] = merges.find(symbols[merged - 1], symbols[merged]);
    if (merged < entries.size()) {
      entries[merged] = merges.find(symbols[merged], symbols[merged + 1]);
    }
  }
}

namespace {

/// Symbols as a doubly linked list in place, with the positions of possible merges filed by rank:
/// a heap orders the few distinct ranks, not the many positions.
class LongMerge {
 public:
  LongMerge(const MergeTable& merges, std::vector<std::int32_t>& symbols)
      : merges_(merges), symbols_(symbols), next_(symbols.size()), previous_(symbols.size()) {
    for (std::uint32_t i = 0; i < next_.size(); ++i) {
      next_[i] = i + 1;
      previous_[i] = i - 1;  // kNone for the first
    }
    for (std::uint32_t i = 0; i + 1 < next_.size(); ++i) file(i);
  }

  void run() {
    while (!ranks_.empty()) {
      const std::uint32_t rank = ranks_.top();
      ranks_.pop();
      const auto bucket = positions_.find(rank);
      std::vector<std::uint32_t> positions = std::move(bucket->second);
      positions_.erase(bucket);
      // They are in order already when every merge ranks after those that made its parts.
      if (!std::is_sorted(positions.begin(), positions.end())) {
        std::sort(positions.begin(), positions.end());
      }
      merge_all(rank, positions);
    }
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < next_.size(); i = next_[i]) symbols_[count++] = symbols_[i];
    symbols_.resize(count);
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  void merge_all(std::uint32_t rank, const std::vector<std::uint32_t>& positions) {
    for (std::size_t k = 0; k < positions.size(); ++k) {
      if (!ranks_.empty() && ranks_.top() < rank) {  // a merge made a pair that goes first
        for (; k < positions.size(); ++k) file_as(rank, positions[k]);
        return;
      }
      const std::uint32_t i = positions[k];
      if (symbols_[i] < 0 || next_[i] >= next_.size()) continue;
      const MergeTable::Entry entry = merges_.find(symbols_[i], symbols_[next_[i]]);
      if (entry.rank != rank) continue;  // one of the two has merged meanwhile
      const std::uint32_t gone = next_[i];
      symbols_[i] = entry.result;
      symbols_[gone] = -1;
      next_[i] = next_[gone];
      if (next_[i] < next_.size()) {
        previous_[next_[i]] = i;
        file(i);
      }
      if (previous_[i] != kNone) file(previous_[i]);
    }
  }

  /// Files the pair that begins at position `i`, if it merges.
  void file(std::uint32_t i) {
    const std::uint32_t rank = merges_.find(symbols_[i], symbols_[next_[i]]).rank;
    if (rank != MergeTable::kNoRank) file_as(rank, i);
  }

  void file_as(std::uint32_t rank, std::uint32_t i) {
    std::vector<std::uint32_t>& bucket = positions_[rank];
    if (bucket.empty()) ranks_.push(rank);
    bucket.push_back(i);
  }

  const MergeTable& merges_;
  std::vector<std::int32_t>& symbols_;  // -1: merged into the one before
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> previous_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> positions_;  // by rank
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ranks_;
};

}  // namespace

void merge_long(const MergeTable& merges, std::vector<std::int32_t>& symbols) {
  if (symbols.size() >= UINT32_MAX) {
    throw InputError("long-word",
                     "a word of " + std::to_string(symbols.size()) +
                         " bytes without a break is longer than 4 GiB",
                     "split the text");
  }
  LongMerge(merges, symbols).run();
}

}  // namespace graft
