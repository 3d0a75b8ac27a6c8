#include "kernels/lru_cache.h"

#include <string>

#include <boost/test/unit_test.hpp>

using graft::kernels::LruCache;

BOOST_AUTO_TEST_SUITE(lru_cache)

BOOST_AUTO_TEST_CASE(a_value_is_made_once) {
  LruCache<int, std::string> cache(2);
  int made = 0;
  const auto make = [&made] { return std::to_string(++made); };
  BOOST_TEST(cache.get(7, make) == "1");
  BOOST_TEST(cache.get(7, make) == "1");
  BOOST_TEST(made == 1);
}

BOOST_AUTO_TEST_CASE(the_value_not_asked_for_longest_goes_first) {
  LruCache<int, int> cache(2);
  int made = 0;
  const auto make = [&made] { return ++made; };
  cache.get(1, make);
  cache.get(2, make);
  cache.get(1, make);
  cache.get(3, make);  // 2 goes
  BOOST_TEST(cache.size() == 2u);
  BOOST_TEST(cache.get(1, make) == 1);
  BOOST_TEST(cache.get(3, make) == 3);
  BOOST_TEST(cache.get(2, make) == 4);
}

BOOST_AUTO_TEST_CASE(a_failure_to_make_a_value_leaves_the_cache_as_it_was) {
  LruCache<int, int> cache(2);
  BOOST_CHECK_THROW(cache.get(1, []() -> int { throw std::string("no"); }), std::string);
  BOOST_TEST(cache.size() == 0u);
  BOOST_TEST(cache.get(1, [] { return 5; }) == 5);
}

BOOST_AUTO_TEST_SUITE_END()
