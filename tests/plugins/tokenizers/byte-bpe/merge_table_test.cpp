#include "plugins/tokenizers/byte-bpe/merge_table.h"

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
    graft::MergeTable::Entry lowest;
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
      const auto entry = merges.find(symbols[i], symbols[i + 1]);
      if (entry.rank < lowest.rank) {
        lowest = entry;
        best = i;
      }
    }
    if (lowest.rank == graft::MergeTable::kNoRank) return symbols;
    symbols[best] = lowest.result;
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

}  // namespace

BOOST_AUTO_TEST_SUITE(merge_table)

BOOST_AUTO_TEST_CASE(lower_ranks_merge_first) {
  const graft::MergeTable merges({{1, 2, 4}, {0, 1, 3}});
  Symbols symbols = {0, 1, 2};
  graft::merge_symbols(merges, symbols);
  BOOST_TEST(symbols == (Symbols{0, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(later_of_two_equal_pairs_counts) {
  const graft::MergeTable merges({{0, 1, 2}, {0, 0, 3}, {0, 1, 4}});
  BOOST_TEST(merges.find(0, 1).rank == 2u);
  BOOST_TEST(merges.find(0, 1).result == 4);
  BOOST_TEST(merges.find(1, 0).rank == graft::MergeTable::kNoRank);
}

BOOST_AUTO_TEST_CASE(nothing_merges_without_merges) {
  Symbols symbols = {5, 5, 5};
  graft::merge_symbols(graft::MergeTable(), symbols);
  BOOST_TEST(symbols.size() == 3u);
  symbols.clear();
  graft::merge_symbols(graft::MergeTable({{5, 5, 6}}), symbols);
  BOOST_TEST(symbols.empty());
}

BOOST_AUTO_TEST_CASE(both_ways_follow_the_definition) {
  graft::Rng rng(11);
  for (int round = 0; round < 200; ++round) {
    const graft::MergeTable merges(random_merges(rng, round % 2 == 0));
    Symbols symbols;
    for (std::int64_t i = rng.below(90); i >= 0; --i) {
      symbols.push_back(static_cast<std::int32_t>(rng.below(3)));
    }
    const Symbols expected = merge_by_definition(merges, symbols);
    Symbols by_scanning = symbols;
    graft::merge_short(merges, by_scanning);
    Symbols by_queues = symbols;
    graft::merge_long(merges, by_queues);
    BOOST_TEST(by_scanning == expected, boost::test_tools::per_element());
    BOOST_TEST(by_queues == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(merges_that_rank_before_their_parts_take_no_long_time) {
  // Each `a b` makes a pair that goes first, a third of a million times.
  const graft::MergeTable merges({{3, 2, 4}, {0, 1, 3}});
  Symbols symbols;
  for (int i = 0; i < 999'999; ++i) symbols.push_back(i % 3);
  graft::merge_symbols(merges, symbols);
  BOOST_TEST((symbols == Symbols(333'333, 4)));
}

BOOST_AUTO_TEST_SUITE_END()
