#include "framework/evaluate/metrics/ngram_overlap.h"

#include <map>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/random.h"

namespace graft {
namespace {

using Words = std::vector<std::string>;

std::map<Words, std::int64_t> plain_counts(const Words& words, std::int64_t order) {
  std::map<Words, std::int64_t> counts;
  for (std::int64_t i = 0; i + order <= std::ssize(words); ++i) {
    ++counts[Words(words.begin() + i, words.begin() + i + order)];
  }
  return counts;
}

Words random_words(Rng& rng) {
  Words words(static_cast<std::size_t>(rng.below(12)));
  for (std::string& word : words) word = std::to_string(rng.below(3));
  return words;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ngram_overlap)

BOOST_AUTO_TEST_CASE(each_ngram_matches_as_often_as_both_have_it) {
  const std::vector<Words> references = {{"a", "b", "a"}};
  const auto overlaps = ngram_overlaps<Words>({"a", "a", "b", "c"}, references, 3);
  BOOST_TEST(overlaps[0].hypothesis == 4);
  BOOST_TEST(overlaps[0].reference == 3);
  BOOST_TEST(overlaps[0].matched == 3);  // a, a, b
  BOOST_TEST(overlaps[1].hypothesis == 3);
  BOOST_TEST(overlaps[1].matched == 1);  // a b
  BOOST_TEST(overlaps[2].hypothesis == 2);
  BOOST_TEST(overlaps[2].reference == 1);
  BOOST_TEST(overlaps[2].matched == 0);
}

BOOST_AUTO_TEST_CASE(of_several_references_the_one_with_most_counts_for_each_ngram) {
  const std::vector<Words> references = {{"a", "x"}, {"a", "a"}, {"b"}};
  const auto overlaps = ngram_overlaps<Words>({"a", "a", "a", "b"}, references, 1);
  BOOST_TEST(overlaps[0].matched == 3);  // a twice, b
  BOOST_TEST(overlaps[0].reference == 5);
}

BOOST_AUTO_TEST_CASE(texts_shorter_than_the_order_have_none) {
  const std::vector<std::u32string> references = {U"ab"};
  const auto overlaps = ngram_overlaps<std::u32string>(U"a", references, 6);
  BOOST_TEST(overlaps.size() == 6u);
  BOOST_TEST(overlaps[1].hypothesis == 0);
  BOOST_TEST(overlaps[1].reference == 1);
  BOOST_TEST(overlaps[5].reference == 0);
  BOOST_TEST(ngram_overlaps<std::u32string>(U"", references, 2)[0].matched == 0);
}

BOOST_AUTO_TEST_CASE(counts_are_those_of_maps_of_ngrams) {
  Rng rng(11);
  for (int round = 0; round < 100; ++round) {
    const Words hypothesis = random_words(rng);
    const std::vector<Words> references = {random_words(rng), random_words(rng)};
    const auto overlaps = ngram_overlaps<Words>(hypothesis, references, 4);
    for (std::int64_t order = 1; order <= 4; ++order) {
      auto first = plain_counts(references[0], order);
      auto second = plain_counts(references[1], order);
      std::int64_t matched = 0;
      for (const auto& [ngram, count] : plain_counts(hypothesis, order)) {
        matched += std::min(count, std::max(first[ngram], second[ngram]));
      }
      BOOST_TEST(overlaps[static_cast<std::size_t>(order - 1)].matched == matched);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
