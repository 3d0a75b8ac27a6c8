#include "graft/random.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(random_numbers)

BOOST_AUTO_TEST_CASE(numbers_are_those_of_the_published_generator) {
  // Philox4x32-10 with counter 0 and key 0, known answer of Random123.
  Rng rng(0);
  for (const std::uint32_t number : {0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}) {
    BOOST_TEST(rng.next_u32() == number);
  }
}

BOOST_AUTO_TEST_CASE(seeds_and_streams_give_other_numbers) {
  const std::uint64_t first = Rng(7).next_u64();
  BOOST_TEST(Rng(7).next_u64() == first);
  BOOST_TEST(Rng(8).next_u64() != first);
  BOOST_TEST(Rng(7, 1).next_u64() != first);
}

BOOST_AUTO_TEST_CASE(uniform_numbers_fill_the_unit_interval) {
  Rng rng(7);
  double total = 0.0;
  for (int i = 0; i < 10000; ++i) {
    const float number = rng.uniform();
    BOOST_TEST_REQUIRE((number >= 0.0f && number < 1.0f));
    total += static_cast<double>(number);
  }
  BOOST_TEST(std::fabs(total / 10000 - 0.5) < 0.02);
}

BOOST_AUTO_TEST_CASE(normal_numbers_have_mean_0_and_variance_1) {
  Rng rng(7);
  double total = 0.0;
  double squares = 0.0;
  for (int i = 0; i < 10000; ++i) {
    const auto number = static_cast<double>(rng.normal());
    total += number;
    squares += number * number;
  }
  BOOST_TEST(std::fabs(total / 10000) < 0.05);
  BOOST_TEST(std::fabs(squares / 10000 - 1.0) < 0.05);
}

BOOST_AUTO_TEST_CASE(numbers_stay_below_their_bound) {
  Rng rng(7);
  std::vector<int> counts(3, 0);
  for (int i = 0; i < 3000; ++i) ++counts.at(static_cast<std::size_t>(rng.below(3)));
  for (const int count : counts) BOOST_TEST((count > 900 && count < 1100), count);
  BOOST_CHECK_THROW(rng.below(0), Error);
}

BOOST_AUTO_TEST_CASE(a_permutation_holds_every_index_once) {
  Rng rng(7);
  std::vector<std::int64_t> order = rng.permutation(100);
  BOOST_TEST(!std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::int64_t i = 0; i < 100; ++i) BOOST_TEST(order[static_cast<std::size_t>(i)] == i);
  BOOST_TEST(rng.permutation(0).empty());
}

BOOST_AUTO_TEST_CASE(mixed_seeds_depend_on_every_number) {
  BOOST_TEST(mix_seed(1, 2, 3) == mix_seed(1, 2, 3));
  for (const std::uint64_t other : {mix_seed(2, 2, 3), mix_seed(1, 3, 3), mix_seed(1, 2, 4),
                                    mix_seed(2, 1, 3), mix_seed(1, 3, 2)}) {
    BOOST_TEST(other != mix_seed(1, 2, 3));
  }
}

BOOST_AUTO_TEST_SUITE_END()
