#include "graft/text/word_cache.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/random.h"

namespace {

using Ids = std::vector<std::int32_t>;

/// The key of a word that others follow in memory, and of one that ends the memory.
graft::WordKey key_inside(const std::string& word) {
  const std::string text = word + std::string(64, 'x');
  return {std::string_view(text).substr(0, word.size()), text.size()};
}
graft::WordKey key_at_end(const std::string& word) { return {word, word.size()}; }

Ids found(const graft::WordCache& cache, const std::string& word) {
  const auto ids = cache.find(key_at_end(word));
  return {ids.begin(), ids.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(word_cache)

BOOST_AUTO_TEST_CASE(keys_hold_the_word_and_nothing_behind_it) {
  for (std::size_t size = 1; size <= graft::WordKey::kLongest; ++size) {
    const std::string word(size, 'a');
    BOOST_TEST((key_inside(word) == key_at_end(word)));
    BOOST_TEST(key_inside(word).hash() == key_at_end(word).hash());
  }
}

BOOST_AUTO_TEST_CASE(words_that_differ_in_a_byte_or_in_zeros_at_the_end_have_other_keys) {
  const std::string word(31, 'a');
  for (std::size_t i = 0; i < word.size(); ++i) {
    std::string other = word;
    other[i] = 'b';
    BOOST_TEST(!(key_at_end(other) == key_at_end(word)));
  }
  BOOST_TEST(!(key_at_end("a") == key_at_end(std::string("a\0", 2))));
}

BOOST_AUTO_TEST_CASE(what_was_stored_is_found_until_others_take_its_place) {
  graft::WordCache cache;
  BOOST_TEST(found(cache, "word").empty());
  cache.store(key_inside("word"), Ids{3, 1, 4});
  BOOST_TEST(found(cache, "word") == (Ids{3, 1, 4}), boost::test_tools::per_element());
  BOOST_TEST(found(cache, "ward").empty());
  // Whatever is found is right, and new words are there.
  graft::Rng rng(1);
  std::size_t kept = 0;
  for (std::int32_t i = 0; i < 200'000; ++i) {
    const std::string word = std::to_string(i);
    cache.store(key_at_end(word), Ids{i});
    if (found(cache, word) == Ids{i}) ++kept;
    const auto earlier = static_cast<std::int32_t>(rng.below(i + 1));
    const Ids ids = found(cache, std::to_string(earlier));
    if (!ids.empty() && ids != Ids{earlier}) BOOST_ERROR("wrong ids of " << earlier);
  }
  BOOST_TEST(kept == 200'000u);
}

BOOST_AUTO_TEST_CASE(words_of_too_many_ids_are_not_kept) {
  graft::WordCache cache;
  cache.store(key_at_end("seven"), Ids(graft::WordCache::kMostIds, 1));
  cache.store(key_at_end("eight"), Ids(graft::WordCache::kMostIds + 1, 1));
  cache.store(key_at_end("none"), Ids{});
  BOOST_TEST(found(cache, "seven").size() == graft::WordCache::kMostIds);
  BOOST_TEST(found(cache, "eight").empty());
  BOOST_TEST(found(cache, "none").empty());
}

BOOST_AUTO_TEST_CASE(a_loan_is_its_holders_alone_and_keeps_words_for_the_next) {
  graft::WordCaches caches;
  {
    const graft::WordCaches::Loan first(caches);
    first->store(key_at_end("word"), Ids{1});
    const graft::WordCaches::Loan second(caches);
    BOOST_TEST(second->find(key_at_end("word")).empty());
  }
  const graft::WordCaches::Loan again(caches);
  const graft::WordCaches::Loan other(caches);
  BOOST_TEST(again->find(key_at_end("word")).size() + other->find(key_at_end("word")).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
