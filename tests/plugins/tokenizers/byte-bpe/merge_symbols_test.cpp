#include "plugins/tokenizers/byte-bpe/merge_symbols.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/random.h"

namespace {

using Symbols = std::vector<std::int32_t>;

/// The rule as it is defined: again and again, the leftmost pair of the lowest rank.
Symbols merge_by_definition(const graft::MergeTable& merges, Symbols symbols) {
  for (;;) {
    std::size_t best = 0;
    std::uint32_t lowest = graft::MergeTable::kNoRank;
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
      const std::uint32_t rank = merges.rank(symbols[i], symbols[i + 1]);
      if (rank < lowest) {
        lowest = rank;
        best = i;
      }
    }
    if (lowest == graft::MergeTable::kNoRank) return symbols;
    symbols[best] = merges.result(lowest);
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
}

/// Merges over three letters; `ordered` ones use only tokens that earlier ones made.
std::vector<graft::Merge> random_merges(graft::Rng& rng, bool ordered) {
  std::vector<graft::Merge> merges;
  for (std::int32_t made = 3; made < 30; ++made) {
    const auto left = static_cast<std::int32_t>(rng.below(made));
    const auto right = static_cast<std::int32_t>(rng.below(made));
    merges.push_back({left, right, made});
  }
  if (ordered) return merges;
  std::vector<graft::Merge> shuffled;
  for (const std::int64_t i : rng.permutation(static_cast<std::int64_t>(merges.size()))) {
    shuffled.push_back(merges[static_cast<std::size_t>(i)]);
  }
  return shuffled;
}

Symbols merged(const graft::MergeTable& merges, Symbols symbols) {
  symbols.resize(graft::merge_symbols(merges, symbols));
  return symbols;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(merging)

BOOST_AUTO_TEST_CASE(lower_ranks_merge_first) {
  const graft::MergeTable merges({{1, 2, 4}, {0, 1, 3}});
  BOOST_TEST(merged(merges, {0, 1, 2}) == (Symbols{0, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(later_of_two_equal_pairs_counts) {
  const graft::MergeTable merges({{0, 1, 2}, {0, 0, 3}, {0, 1, 4}});
  BOOST_TEST(merges.rank(0, 1) == 2u);
  BOOST_TEST(merges.result(2) == 4);
  BOOST_TEST(merges.rank(1, 0) == graft::MergeTable::kNoRank);
}

BOOST_AUTO_TEST_CASE(nothing_merges_without_merges) {
  BOOST_TEST(merged(graft::MergeTable({}), {5, 5, 5}).size() == 3u);
  BOOST_TEST(merged(graft::MergeTable({{5, 5, 6}}), {}).empty());
}

BOOST_AUTO_TEST_CASE(both_ways_follow_the_definition) {
  graft::Rng rng(11);
  for (int round = 0; round < 300; ++round) {
    const graft::MergeTable merges(random_merges(rng, round % 2 == 0));
    const std::int64_t size = round < 4 ? 256 : 1 + rng.below(round % 3 == 0 ? 256 : 20);
    Symbols symbols;
    std::vector<std::uint32_t> ranks;
    for (std::int64_t i = 0; i < size; ++i) {
      symbols.push_back(static_cast<std::int32_t>(rng.below(3)));
      if (i > 0) ranks.push_back(merges.rank(*(symbols.rbegin() + 1), symbols.back()));
    }
    const Symbols expected = merge_by_definition(merges, symbols);
    Symbols by_scanning = symbols;
    by_scanning.resize(graft::merge_short(merges, by_scanning, ranks));
    Symbols by_queues = symbols;
    by_queues.resize(graft::merge_long(merges, by_queues));
    BOOST_TEST(by_scanning == expected, boost::test_tools::per_element());
    BOOST_TEST(by_queues == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(merges_that_rank_before_their_parts_take_no_long_time) {
  // Each `a b` makes a pair that goes first, a third of a million times.
  const graft::MergeTable merges({{3, 2, 4}, {0, 1, 3}});
  Symbols symbols;
  for (int i = 0; i < 999'999; ++i) symbols.push_back(i % 3);
  BOOST_TEST((merged(merges, symbols) == Symbols(333'333, 4)));
}

BOOST_AUTO_TEST_SUITE_END()
