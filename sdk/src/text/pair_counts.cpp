#include "graft/text/pair_counts.h"

#include <algorithm>
#include <utility>

namespace graft {

namespace {

constexpr std::size_t kLeastSlots = 1024;
constexpr std::size_t kAhead = 8;  // words that are loaded while others are merged

}  // namespace

void CountedWords::add(std::span<const std::int32_t> tokens, std::int64_t count) {
  words_.push_back({tokens_.size(), tokens.size(), count});
  tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
}

std::span<const std::int32_t> CountedWords::tokens(std::size_t index) const {
  return {tokens_.data() + words_[index].begin, words_[index].size};
}

std::span<std::int32_t> CountedWords::tokens(std::size_t index) {
  return {tokens_.data() + words_[index].begin, words_[index].size};
}

void CountedWords::shorten(std::size_t index, std::size_t size) { words_[index].size = size; }

PairCounts::PairCounts(CountedWords words, const std::vector<std::string>& texts)
    : words_(std::move(words)), slots_(kLeastSlots, 0), queue_(Worse{texts}) {
  for (std::uint32_t index = 0; index < words_.size(); ++index) {
    const std::span<const std::int32_t> tokens = std::as_const(words_).tokens(index);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      add({tokens[i], tokens[i + 1]}, words_.count(index), index);
    }
  }
  grown_.clear();
  for (Pair& pair : pairs_) {
    pair.has_grown = false;
    queue_.push({pair.count, pair.tokens});
  }
}

bool PairCounts::take_best(std::int64_t min_count, TokenPair& best) {
  while (!queue_.empty()) {
    const Candidate top = queue_.top();
    if (top.count < min_count) return false;
    queue_.pop();
    const std::int64_t count = find(top.pair).count;
    if (count == top.count) {
      best = top.pair;
      return true;
    }
    // Where it occurs more often by now, another candidate says so.
    if (count < top.count) queue_.push({count, top.pair});
  }
  return false;
}

void PairCounts::merge(const TokenPair& pair, std::int32_t result) {
  const std::vector<std::uint32_t> words = std::exchange(find(pair).words, {});
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i + 2 * kAhead < words.size()) words_.prefetch(words[i + 2 * kAhead]);
    if (i + kAhead < words.size()) words_.prefetch_tokens(words[i + kAhead]);
    merge_in_word(words[i], pair, result);
  }
  find(pair).count = 0;
  for (const std::size_t number : grown_) {
    Pair& changed = pairs_[number];
    changed.has_grown = false;
    queue_.push({changed.count, changed.tokens});
  }
  grown_.clear();
}

void PairCounts::merge_in_word(std::uint32_t index, const TokenPair& pair, std::int32_t result) {
  const std::span<std::int32_t> tokens = words_.tokens(index);
  const std::int64_t count = words_.count(index);
  std::size_t kept = 0;  // tokens[0 … kept) are those of the word after merging
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] != pair.left || i + 1 >= tokens.size() || tokens[i + 1] != pair.right) {
      tokens[kept++] = tokens[i];
      continue;
    }
    if (kept > 0) {
      remove({tokens[kept - 1], pair.left}, count);
      add({tokens[kept - 1], result}, count, index);
    }
    if (i + 2 < tokens.size()) {
      remove({pair.right, tokens[i + 2]}, count);
      add({result, tokens[i + 2]}, count, index);
    }
    tokens[kept++] = result;
    ++i;
  }
  words_.shorten(index, kept);
}

void PairCounts::add(const TokenPair& pair, std::int64_t count, std::uint32_t word) {
  Pair& found = find(pair);
  found.count += count;
  if (found.words.empty() || found.words.back() != word) found.words.push_back(word);
  if (found.has_grown) return;
  found.has_grown = true;
  grown_.push_back(static_cast<std::size_t>(&found - pairs_.data()));
}

/// The pair, which is new where nobody asked for it before.
PairCounts::Pair& PairCounts::find(const TokenPair& pair) {
  std::size_t slot = slot_of(pair);
  if (slots_[slot] == 0) {
    if ((pairs_.size() + 1) * 2 > slots_.size()) {
      grow();
      slot = slot_of(pair);
    }
    pairs_.emplace_back().tokens = pair;
    slots_[slot] = static_cast<std::uint32_t>(pairs_.size());
  }
  return pairs_[slots_[slot] - 1];
}

/// The slot of the pair, or the free one where it would be.
std::size_t PairCounts::slot_of(const TokenPair& pair) const {
  constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;  // Fibonacci hashing
  const std::uint64_t key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(pair.left))
                                << 32 |
                            static_cast<std::uint32_t>(pair.right);
  const std::uint64_t hash = (key ^ key >> 29) * kGoldenRatio;
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = static_cast<std::size_t>(hash >> 32) & mask;
  while (slots_[slot] != 0 && pairs_[slots_[slot] - 1].tokens != pair) slot = (slot + 1) & mask;
  return slot;
}

void PairCounts::grow() {
  slots_.assign(slots_.size() * 2, 0);
  for (std::size_t number = 0; number < pairs_.size(); ++number) {
    slots_[slot_of(pairs_[number].tokens)] = static_cast<std::uint32_t>(number + 1);
  }
}

bool PairCounts::Worse::operator()(const Candidate& left, const Candidate& right) const {
  if (left.count != right.count) return left.count < right.count;
  const auto text = [this](std::int32_t token) -> const std::string& {
    return texts[static_cast<std::size_t>(token)];
  };
  const int order = text(left.pair.left).compare(text(right.pair.left));
  if (order != 0) return order > 0;
  return text(left.pair.right).compare(text(right.pair.right)) > 0;
}

}  // namespace graft
