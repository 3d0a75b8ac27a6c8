#include "merge_table.h"

#include <algorithm>
#include <bit>
#include <functional>
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

/// Positions, leftmost first. While they come in order they are a list that is read from its front;
/// one that comes late makes a heap of the rest.
class Positions {
 public:
  bool empty() const { return front_ == list_.size(); }

  void push(std::uint32_t position) {
    if (empty()) {
      list_.clear();
      front_ = 0;
      is_heap_ = false;
    } else if (!is_heap_ && position < list_.back()) {
      list_.erase(list_.begin(), list_.begin() + static_cast<std::ptrdiff_t>(front_));
      front_ = 0;
      is_heap_ = true;  // a list in order is one
    }
    list_.push_back(position);
    if (is_heap_) std::push_heap(list_.begin(), list_.end(), std::greater<>());
  }

  std::uint32_t pop() {
    if (!is_heap_) return list_[front_++];
    std::pop_heap(list_.begin(), list_.end(), std::greater<>());
    const std::uint32_t first = list_.back();
    list_.pop_back();
    return first;
  }

 private:
  std::vector<std::uint32_t> list_;
  std::size_t front_ = 0;
  bool is_heap_ = false;
};

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
      Positions& positions = positions_[rank];
      if (positions.empty()) {
        positions_.erase(rank);
        ranks_.pop();
        continue;
      }
      // Until a merge makes a pair that goes first.
      while (!positions.empty() && ranks_.top() == rank) merge(rank, positions.pop());
    }
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < next_.size(); i = next_[i]) symbols_[count++] = symbols_[i];
    symbols_.resize(count);
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  /// Merges the pair of this rank that begins at position `i`, if it is still there.
  void merge(std::uint32_t rank, std::uint32_t i) {
    if (symbols_[i] < 0 || next_[i] >= next_.size()) return;
    const MergeTable::Entry entry = merges_.find(symbols_[i], symbols_[next_[i]]);
    if (entry.rank != rank) return;  // one of the two has merged meanwhile
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

  /// Files the pair that begins at position `i`, if it merges.
  void file(std::uint32_t i) {
    const std::uint32_t rank = merges_.find(symbols_[i], symbols_[next_[i]]).rank;
    if (rank == MergeTable::kNoRank) return;
    Positions& positions = positions_[rank];
    if (positions.empty()) ranks_.push(rank);
    positions.push(i);
  }

  const MergeTable& merges_;
  std::vector<std::int32_t>& symbols_;  // -1: merged into the one before
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> previous_;
  std::unordered_map<std::uint32_t, Positions> positions_;  // by rank
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
