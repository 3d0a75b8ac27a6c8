#include "graft/text/pair_counts.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/random.h"

namespace {

using Tokens = std::vector<std::int32_t>;

struct Word {
  Tokens tokens;
  std::int64_t count = 0;
};

graft::CountedWords counted(const std::vector<Word>& words) {
  graft::CountedWords result;
  for (const Word& word : words) result.add(word.tokens, word.count);
  return result;
}

/// The rule as it is defined: all pairs are counted anew.
bool best_by_definition(const std::vector<Word>& words, const std::vector<std::string>& texts,
                        graft::TokenPair& best, std::int64_t& most) {
  std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, graft::TokenPair>> counts;
  for (const Word& word : words) {
    for (std::size_t i = 0; i + 1 < word.tokens.size(); ++i) {
      const graft::TokenPair pair{word.tokens[i], word.tokens[i + 1]};
      auto& entry = counts[{texts[static_cast<std::size_t>(pair.left)],
                            texts[static_cast<std::size_t>(pair.right)]}];
      entry.first += word.count;
      entry.second = pair;
    }
  }
  most = 0;
  for (const auto& [names, entry] : counts) {
    if (entry.first > most) {
      most = entry.first;
      best = entry.second;
    }
  }
  return most > 0;
}

void merge_by_definition(std::vector<Word>& words, const graft::TokenPair& pair,
                         std::int32_t result) {
  for (Word& word : words) {
    Tokens merged;
    for (std::size_t i = 0; i < word.tokens.size(); ++i) {
      const bool begins = i + 1 < word.tokens.size() && word.tokens[i] == pair.left &&
                          word.tokens[i + 1] == pair.right;
      merged.push_back(begins ? result : word.tokens[i]);
      if (begins) ++i;
    }
    word.tokens = std::move(merged);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pair_counts)

BOOST_AUTO_TEST_CASE(the_most_frequent_pair_comes_first_and_ties_go_by_text) {
  const std::vector<std::string> texts = {"b", "a", "c"};
  graft::PairCounts counts(counted({{{0, 2}, 3}, {{1, 2}, 3}, {{2, 2}, 2}}), texts);
  graft::TokenPair best;
  BOOST_TEST(counts.take_best(1, best));
  BOOST_TEST((best == graft::TokenPair{1, 2}));  // "a" "c" before "b" "c"
  BOOST_TEST(counts.take_best(3, best));
  BOOST_TEST((best == graft::TokenPair{0, 2}));
  BOOST_TEST(!counts.take_best(3, best));
}

BOOST_AUTO_TEST_CASE(merged_pairs_are_counted_with_their_new_neighbours) {
  std::vector<std::string> texts = {"a", "b"};
  graft::PairCounts counts(counted({{{0, 1, 0, 1}, 2}, {{0, 1}, 1}}), texts);
  graft::TokenPair best;
  BOOST_TEST(counts.take_best(1, best));
  BOOST_TEST((best == graft::TokenPair{0, 1}));  // 5 times
  texts.emplace_back("ab");
  counts.merge(best, 2);
  BOOST_TEST(counts.take_best(2, best));
  BOOST_TEST((best == graft::TokenPair{2, 2}));
  BOOST_TEST(!counts.take_best(1, best));
}

BOOST_AUTO_TEST_CASE(every_step_is_what_counting_anew_gives) {
  graft::Rng rng(13);
  for (int round = 0; round < 30; ++round) {
    std::vector<std::string> texts = {"a", "b", "c"};
    std::vector<Word> words;
    for (int i = 0; i < 20; ++i) {
      Word word;
      word.count = 1 + rng.below(3);
      for (std::int64_t left = rng.below(12); left >= 0; --left) {
        word.tokens.push_back(static_cast<std::int32_t>(rng.below(3)));
      }
      words.push_back(std::move(word));
    }
    graft::PairCounts counts(counted(words), texts);
    graft::TokenPair best;
    graft::TokenPair expected;
    std::int64_t most = 0;
    while (best_by_definition(words, texts, expected, most)) {
      BOOST_REQUIRE(counts.take_best(most, best));
      BOOST_REQUIRE((best == expected));
      // Two ways to the same text share one token.
      const std::string text =
          texts[static_cast<std::size_t>(best.left)] + texts[static_cast<std::size_t>(best.right)];
      const auto known = std::find(texts.begin(), texts.end(), text);
      const auto result = static_cast<std::int32_t>(known - texts.begin());
      if (known == texts.end()) texts.push_back(text);
      counts.merge(best, result);
      merge_by_definition(words, best, result);
    }
    BOOST_TEST(!counts.take_best(1, best));
  }
}

BOOST_AUTO_TEST_SUITE_END()
