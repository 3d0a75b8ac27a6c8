#pragma once

#include <cstddef>
#include <cstdint>
#include <queue>
#include <span>
#include <string>
#include <vector>

#include "graft/export.h"

namespace graft {

/// Words of a training text as tokens, and how often each of them occurs.
class GRAFT_API CountedWords {
 public:
  void add(std::span<const std::int32_t> tokens, std::int64_t count);

  std::size_t size() const { return words_.size(); }
  std::span<const std::int32_t> tokens(std::size_t index) const;
  std::int64_t count(std::size_t index) const { return words_[index].count; }
  /// The tokens, to be changed in place, and how many of them are left.
  std::span<std::int32_t> tokens(std::size_t index);
  void shorten(std::size_t index, std::size_t size);
  /// Begins to load a word that is looked at soon: first where it is, some words later its tokens.
  void prefetch(std::size_t index) const { __builtin_prefetch(&words_[index]); }
  void prefetch_tokens(std::size_t index) const {
    __builtin_prefetch(tokens_.data() + words_[index].begin);
  }

 private:
  struct Word {
    std::size_t begin = 0;  // in tokens_
    std::size_t size = 0;
    std::int64_t count = 0;
  };

  std::vector<std::int32_t> tokens_;  // of all words, one behind the other
  std::vector<Word> words_;
};

/// Two neighbouring tokens.
struct GRAFT_API TokenPair {
  std::int32_t left = 0;
  std::int32_t right = 0;
  friend bool operator==(const TokenPair&, const TokenPair&) = default;
};

/// How often each pair of neighbours occurs in the words, kept up to date while pairs are merged.
/// All merges together take time that grows with the number of tokens of the words. Source:
/// Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units", 2016.
class GRAFT_API PairCounts {
 public:
  /// `texts` (by token) breaks ties, so it must hold every token of the words; it is kept by
  /// reference.
  PairCounts(CountedWords words, const std::vector<std::string>& texts);

  /// Takes the most frequent pair, or returns false when none occurs `min_count` (above 0) times.
  /// Of pairs that are equally frequent the one comes first whose texts do, left before right.
  bool take_best(std::int64_t min_count, TokenPair& best);

  /// Replaces the pair by `result` in every word, from the left. `texts` must hold `result`
  /// already.
  void merge(const TokenPair& pair, std::int32_t result);

 private:
  struct Pair {
    TokenPair tokens;
    std::int64_t count = 0;
    bool has_grown = false;            // in the merge that is going on
    std::vector<std::uint32_t> words;  // those that hold the pair, or held it
  };
  struct Candidate {
    std::int64_t count = 0;
    TokenPair pair;
  };
  struct Worse {
    const std::vector<std::string>& texts;
    bool operator()(const Candidate& left, const Candidate& right) const;
  };

  std::size_t slot_of(const TokenPair& pair) const;
  Pair& find(const TokenPair& pair);
  void grow();
  void add(const TokenPair& pair, std::int64_t count, std::uint32_t word);
  void remove(const TokenPair& pair, std::int64_t count) { find(pair).count -= count; }
  void merge_in_word(std::uint32_t index, const TokenPair& pair, std::int32_t result);

  CountedWords words_;
  std::vector<Pair> pairs_;
  std::vector<std::uint32_t>
      slots_;                       // numbers of pairs, from 1; open addressing, at most half full
  std::vector<std::size_t> grown_;  // pairs that occur more often than before the merge
  /// May hold outdated counts: they are put right when they come to the top.
  std::priority_queue<Candidate, std::vector<Candidate>, Worse> queue_;
};

}  // namespace graft
