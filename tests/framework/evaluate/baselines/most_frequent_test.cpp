#include "framework/evaluate/baselines/most_frequent.h"

#include <string>

#include <boost/test/unit_test.hpp>

namespace graft {

BOOST_AUTO_TEST_SUITE(most_frequent_values)

BOOST_AUTO_TEST_CASE(what_occurs_most_often_is_said) {
  BOOST_TEST(most_frequent<std::string>({"b", "a", "b"}) == "b");
  BOOST_TEST(most_frequent<int>({3}) == 3);
}

BOOST_AUTO_TEST_CASE(of_several_as_often_it_is_the_least) {
  BOOST_TEST(most_frequent<std::string>({"c", "b", "c", "b", "a"}) == "b");
}

BOOST_AUTO_TEST_CASE(the_mean_is_the_best_constant) {
  BOOST_TEST(mean_target({1.0, 2.0, 6.0}) == 3.0);
}

BOOST_AUTO_TEST_CASE(nothing_has_no_most_frequent_value) {
  BOOST_CHECK_THROW(most_frequent<int>({}), Error);
  BOOST_CHECK_THROW(mean_target({}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
