#pragma once

#include <cstdint>
#include <queue>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace graft {

/// A word of the training text as tokens, and how often it occurs.
struct CountedWord {
  std::vector<std::int32_t> tokens;
  std::int64_t count = 0;
};

/// Two neighbouring tokens.
struct TokenPair {
  std::int32_t left = 0;
  std::int32_t right = 0;
  friend bool operator==(const TokenPair&, const TokenPair&) = default;
};

/// How often each pair of neighbours occurs in the words, kept up to date while pairs are merged.
class PairCounts {
 public:
  /// `bytes_of` (by token) breaks ties, so it must hold every token of the words. Both are kept by
  /// reference.
  PairCounts(std::vector<CountedWord>& words, const std::vector<std::string>& bytes_of);

  /// Takes the most frequent pair, or returns false when none occurs `min_count` times.
  bool take_best(std::int64_t min_count, TokenPair& best);

  /// Replaces the pair by `result` in every word. `bytes_of` must hold `result` already.
  void merge(const TokenPair& pair, std::int32_t result);

 private:
  struct PairHash {
    std::size_t operator()(const TokenPair& pair) const;
  };
  struct Occurrences {
    std::int64_t count = 0;
    std::vector<std::uint32_t> words;  // those that hold the pair, or held it
  };
  struct Candidate {
    std::int64_t count = 0;
    TokenPair pair;
  };
  struct Worse {
    const std::vector<std::string>& bytes_of;
    bool operator()(const Candidate& left, const Candidate& right) const;
  };

  void merge_in_word(std::uint32_t index, const TokenPair& pair, std::int32_t result,
                     std::unordered_set<TokenPair, PairHash>& grown);
  void add(const TokenPair& pair, std::int64_t count, std::uint32_t word);

  std::vector<CountedWord>& words_;
  std::unordered_map<TokenPair, Occurrences, PairHash> pairs_;
  /// May hold outdated counts: they are put right when they come to the top.
  std::priority_queue<Candidate, std::vector<Candidate>, Worse> queue_;
};

}  // namespace graft
