#include "pair_counts.h"

#include <utility>

namespace graft {

PairCounts::PairCounts(std::vector<CountedWord>& words, const std::vector<std::string>& bytes_of)
    : words_(words), queue_(Worse{bytes_of}) {
  for (std::uint32_t index = 0; index < words_.size(); ++index) {
    const CountedWord& word = words_[index];
    for (std::size_t i = 0; i + 1 < word.tokens.size(); ++i) {
      add({word.tokens[i], word.tokens[i + 1]}, word.count, index);
    }
  }
  for (const auto& [pair, occurrences] : pairs_) queue_.push({occurrences.count, pair});
}

bool PairCounts::take_best(std::int64_t min_count, TokenPair& best) {
  while (!queue_.empty()) {
    const Candidate top = queue_.top();
    if (top.count < min_count) return false;
    queue_.pop();
    const auto found = pairs_.find(top.pair);
    if (found == pairs_.end()) continue;
    if (found->second.count == top.count) {
      best = top.pair;
      return true;
    }
    if (found->second.count < top.count) queue_.push({found->second.count, top.pair});
  }
  return false;
}

void PairCounts::merge(const TokenPair& pair, std::int32_t result) {
  const auto found = pairs_.find(pair);
  if (found == pairs_.end()) return;
  const std::vector<std::uint32_t> words = std::move(found->second.words);
  std::unordered_set<TokenPair, PairHash> grown;  // pairs that occur more often now
  for (const std::uint32_t index : words) merge_in_word(index, pair, result, grown);
  pairs_.erase(pair);
  for (const TokenPair& changed : grown) queue_.push({pairs_[changed].count, changed});
}

void PairCounts::merge_in_word(std::uint32_t index, const TokenPair& pair, std::int32_t result,
                               std::unordered_set<TokenPair, PairHash>& grown) {
  CountedWord& word = words_[index];
  std::vector<std::int32_t>& tokens = word.tokens;
  const auto grow = [&](const TokenPair& changed) {
    grown.insert(changed);
    add(changed, word.count, index);
  };
  std::size_t kept = 0;  // tokens[0 … kept) are those of the word after merging
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i + 1 >= tokens.size() || tokens[i] != pair.left || tokens[i + 1] != pair.right) {
      tokens[kept++] = tokens[i];
      continue;
    }
    if (kept > 0) {
      pairs_[{tokens[kept - 1], pair.left}].count -= word.count;
      grow({tokens[kept - 1], result});
    }
    if (i + 2 < tokens.size()) {
      pairs_[{pair.right, tokens[i + 2]}].count -= word.count;
      grow({result, tokens[i + 2]});
    }
    tokens[kept++] = result;
    ++i;
  }
  tokens.resize(kept);
}

void PairCounts::add(const TokenPair& pair, std::int64_t count, std::uint32_t word) {
  Occurrences& occurrences = pairs_[pair];
  occurrences.count += count;
  if (occurrences.words.empty() || occurrences.words.back() != word) {
    occurrences.words.push_back(word);
  }
}

std::size_t PairCounts::PairHash::operator()(const TokenPair& pair) const {
  const std::uint64_t key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(pair.left))
                                << 32 |
                            static_cast<std::uint32_t>(pair.right);
  return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15) >> 16);
}

bool PairCounts::Worse::operator()(const Candidate& left, const Candidate& right) const {
  if (left.count != right.count) return left.count < right.count;
  const auto bytes = [this](std::int32_t token) -> const std::string& {
    return bytes_of[static_cast<std::size_t>(token)];
  };
  const int order = bytes(left.pair.left).compare(bytes(right.pair.left));
  if (order != 0) return order > 0;
  return bytes(left.pair.right).compare(bytes(right.pair.right)) > 0;
}

}  // namespace graft
