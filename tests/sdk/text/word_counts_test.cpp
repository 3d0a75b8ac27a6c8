#include "graft/text/word_counts.h"

#include <map>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "graft/random.h"

namespace {

/// Words between single spaces.
void cut_at_spaces(std::string_view text, graft::WordCounts& counts) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) counts.add(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::map<std::string, std::int64_t> sorted(const graft::WordCounts& counts) {
  std::map<std::string, std::int64_t> result;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    result.emplace(counts.word(i), counts.count(i));
  }
  return result;
}

/// Counts the words of a text that comes `times` times, with so many threads.
std::map<std::string, std::int64_t> count(const std::string& text, int times, int threads) {
  const int before = graft::num_threads();
  graft::set_num_threads(threads);
  const auto counts = graft::count_words(
      [&](std::string& next) {
        next = text;
        return times-- > 0;
      },
      cut_at_spaces);
  graft::set_num_threads(before);
  return sorted(counts);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(word_counts)

BOOST_AUTO_TEST_CASE(words_are_counted_in_the_order_of_their_first_addition) {
  graft::WordCounts counts;
  for (const char* const word : {"b", "a", "b", ""}) counts.add(word);
  counts.add("a", 5);
  BOOST_TEST(counts.size() == 3u);
  BOOST_TEST(counts.word(0) == "b");
  BOOST_TEST(counts.count(0) == 2);
  BOOST_TEST(counts.count(1) == 6);
  BOOST_TEST(counts.word(2).empty());
}

BOOST_AUTO_TEST_CASE(many_words_are_kept_apart) {
  graft::WordCounts counts;
  std::map<std::string, std::int64_t> expected;
  graft::Rng rng(5);
  for (int i = 0; i < 20'000; ++i) {
    const std::string word = std::to_string(rng.below(5'000));
    counts.add(word);
    ++expected[word];
  }
  BOOST_TEST((sorted(counts) == expected));
  graft::WordCounts twice;
  twice.add(counts);
  twice.add(counts);
  BOOST_TEST(twice.size() == expected.size());
  BOOST_TEST(twice.count(7) == 2 * counts.count(7));
}

BOOST_AUTO_TEST_CASE(counts_do_not_depend_on_the_number_of_threads) {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += std::to_string(i % 700) + " ";
  const auto alone = count(text, 3, 1);
  BOOST_TEST(alone.size() == 700u);
  BOOST_TEST(alone.at("699") == 3 * 42);
  BOOST_TEST((count(text, 3, 3) == alone));
  BOOST_TEST(count(text, 0, 2).empty());
}

BOOST_AUTO_TEST_SUITE_END()
