#include <algorithm>
#include <functional>
#include <queue>
#include <string>
#include <unordered_map>

#include "graft/error.h"
#include "merge_symbols.h"

namespace graft {

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
  LongMerge(const MergeTable& merges, std::span<std::int32_t> symbols)
      : merges_(merges), symbols_(symbols), next_(symbols.size()), previous_(symbols.size()) {
    for (std::uint32_t i = 0; i < next_.size(); ++i) {
      next_[i] = i + 1;
      previous_[i] = i - 1;  // kNone for the first
    }
    for (std::uint32_t i = 0; i + 1 < next_.size(); ++i) file(i);
  }

  /// Returns how many symbols are left.
  std::size_t run() {
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
    return count;
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  /// Merges the pair of this rank that begins at position `i`, if it is still there.
  void merge(std::uint32_t rank, std::uint32_t i) {
    if (symbols_[i] < 0 || next_[i] >= next_.size()) return;
    // One of the two may have merged meanwhile.
    if (merges_.rank(symbols_[i], symbols_[next_[i]]) != rank) return;
    const std::uint32_t gone = next_[i];
    symbols_[i] = merges_.result(rank);
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
    const std::uint32_t rank = merges_.rank(symbols_[i], symbols_[next_[i]]);
    if (rank == MergeTable::kNoRank) return;
    Positions& positions = positions_[rank];
    if (positions.empty()) ranks_.push(rank);
    positions.push(i);
  }

  const MergeTable& merges_;
  std::span<std::int32_t> symbols_;  // -1: merged into the one before
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> previous_;
  std::unordered_map<std::uint32_t, Positions> positions_;  // by rank
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ranks_;
};

}  // namespace

std::size_t merge_long(const MergeTable& merges, std::span<std::int32_t> symbols) {
  if (symbols.size() >= UINT32_MAX) {
    throw InputError("long-word",
                     "a word of " + std::to_string(symbols.size()) +
                         " bytes without a break is longer than 4 GiB",
                     "split the text");
  }
  return LongMerge(merges, symbols).run();
}

}  // namespace graft
