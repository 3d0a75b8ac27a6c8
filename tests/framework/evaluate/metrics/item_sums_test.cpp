#include "framework/evaluate/metrics/item_sums.h"

#include <numeric>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/random.h"

namespace graft {
namespace {

using Weights = std::vector<std::uint32_t>;

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(item_sums)

BOOST_AUTO_TEST_CASE(totals_are_sums_over_the_items) {
  ItemSums items(3);
  items.add(std::vector<Addend>{{0, 1.5}, {2, 2.0}});
  items.add(std::vector<Addend>{{2, 1.0}, {0, 1.0}, {2, 3.0}});
  items.add({});
  BOOST_TEST(items.num_items() == 3);
  BOOST_TEST(items.num_units() == 3);
  BOOST_TEST(items.totals() == (std::vector<double>{2.5, 0.0, 6.0}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(weights_say_how_often_an_item_counts) {
  ItemSums items(2);
  items.add(std::vector<Addend>{{0, 1.0}});
  items.add(std::vector<Addend>{{0, 10.0}, {1, 1.0}});
  items.add(std::vector<Addend>{{1, 5.0}});
  BOOST_TEST(items.weighted(Weights{1, 1, 1}) == items.totals(), boost::test_tools::per_element());
  BOOST_TEST(items.weighted(Weights{3, 0, 2}) == (std::vector<double>{3.0, 10.0}),
             boost::test_tools::per_element());
  BOOST_CHECK_THROW(items.weighted(Weights{1, 1}), Error);
}

BOOST_AUTO_TEST_CASE(a_sum_that_is_not_there_is_an_error) {
  ItemSums items(1);
  BOOST_CHECK_THROW(items.add(std::vector<Addend>{{1, 1.0}}), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(very_many_items_are_kept_in_groups) {
  // 65,536 items make 32,768 pairs; as many again and they are fours; 5 more begin a fifth unit
  // of four and a sixth of one.
  ItemSums items(2);
  Rng rng(1);
  const std::int64_t count = 65536 + 65536 + 5;
  double expected = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto value = static_cast<double>(rng.below(10));
    expected += value;
    items.add(std::vector<Addend>{{static_cast<std::uint32_t>(i % 2), value}});
  }
  BOOST_TEST(items.num_items() == count);
  BOOST_TEST(items.items_per_unit() == 4);
  BOOST_TEST(items.num_units() == 131072 / 4 + 2);
  BOOST_TEST(sum_of(items.totals()) == expected);
  // Nothing is lost: every unit once is everything once.
  const Weights once(static_cast<std::size_t>(items.num_units()), 1);
  BOOST_TEST(items.weighted(once) == items.totals(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
