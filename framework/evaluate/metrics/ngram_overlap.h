#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace graft {

/// How many n-grams of one order a hypothesis and its references have, and how many match.
struct NgramOverlap {
  std::int64_t hypothesis = 0;
  std::int64_t reference = 0;  // of all references together
  std::int64_t matched = 0;    // each n-gram at most as often as the reference that has most of it
};

/// Numbers for the n-grams of several sequences: two have the same number where they are equal.
/// Begins with n = 1. Exact, in time and memory proportional to the lengths for each order.
class NgramNumbers {
 public:
  using Sequence = std::vector<std::uint32_t>;

  /// Equal tokens must have equal numbers, below 2^32.
  explicit NgramNumbers(std::vector<Sequence> tokens);

  /// Goes from n to n + 1.
  void lengthen();

  const std::vector<Sequence>& ngrams() const { return ngrams_; }
  std::size_t num_different() const { return num_different_; }

 private:
  std::vector<Sequence> tokens_;
  std::vector<Sequence> ngrams_;
  std::int64_t order_ = 1;
  std::size_t num_different_ = 0;
};

/// Overlaps of orders 1 … max_order of the first sequence with the others.
std::vector<NgramOverlap> ngram_overlaps(NgramNumbers numbers, std::int64_t max_order);

/// The same for sequences of anything that can be hashed: words, or the characters of a string.
template <typename Tokens>
std::vector<NgramOverlap> ngram_overlaps(const Tokens& hypothesis,
                                         std::span<const Tokens> references,
                                         std::int64_t max_order) {
  std::unordered_map<typename Tokens::value_type, std::uint32_t> seen;
  std::vector<NgramNumbers::Sequence> sequences;
  const auto number = [&](const Tokens& tokens) {
    NgramNumbers::Sequence sequence;
    sequence.reserve(tokens.size());
    for (const auto& token : tokens) {
      sequence.push_back(
          seen.try_emplace(token, static_cast<std::uint32_t>(seen.size())).first->second);
    }
    sequences.push_back(std::move(sequence));
  };
  number(hypothesis);
  for (const Tokens& reference : references) number(reference);
  return ngram_overlaps(NgramNumbers(std::move(sequences)), max_order);
}

}  // namespace graft
