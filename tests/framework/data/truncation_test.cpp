#include "framework/data/truncation.h"

#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/problem_texts.h"

namespace {

using Ids = std::vector<std::int64_t>;
using graft::Truncation;

/// Lengths that are left of `first` and `second` tokens after `excess` have gone.
std::pair<std::size_t, std::size_t> left(std::size_t first, std::size_t second, std::int64_t excess,
                                         Truncation truncation) {
  Ids one(first, 1);
  Ids two(second, 2);
  graft::truncate(one, &two, excess, truncation);
  return {one.size(), two.size()};
}

using Lengths = std::pair<std::size_t, std::size_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(truncation)

BOOST_AUTO_TEST_CASE(the_longer_text_loses_tokens_until_both_are_equal) {
  BOOST_TEST((left(7, 3, 2, Truncation::kLongestFirst) == Lengths(5, 3)));
  BOOST_TEST((left(7, 3, 4, Truncation::kLongestFirst) == Lengths(3, 3)));
  BOOST_TEST((left(7, 3, 5, Truncation::kLongestFirst) == Lengths(3, 2)));  // equal: the second
  BOOST_TEST((left(7, 3, 6, Truncation::kLongestFirst) == Lengths(2, 2)));
  BOOST_TEST((left(3, 7, 5, Truncation::kLongestFirst) == Lengths(3, 2)));
  BOOST_TEST((left(3, 3, 6, Truncation::kLongestFirst) == Lengths(0, 0)));
}

BOOST_AUTO_TEST_CASE(tokens_go_from_the_end) {
  Ids first = {1, 2, 3};
  graft::truncate(first, nullptr, 2, Truncation::kLongestFirst);
  BOOST_TEST(first == Ids{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_of_the_texts_can_be_kept_whole) {
  BOOST_TEST((left(3, 7, 2, Truncation::kOnlyFirst) == Lengths(1, 7)));
  BOOST_TEST((left(7, 3, 2, Truncation::kOnlySecond) == Lengths(7, 1)));
  BOOST_TEST((left(7, 3, 0, Truncation::kOnlySecond) == Lengths(7, 3)));
  BOOST_TEST((left(7, 3, -5, Truncation::kLongestFirst) == Lengths(7, 3)));
}

BOOST_AUTO_TEST_CASE(a_text_that_would_vanish_is_an_error) {
  BOOST_TEST(graft::problem_text([] { left(3, 7, 3, Truncation::kOnlyFirst); }) ==
             "error: 3 tokens have to go, and the first text has only 3, of which one has to stay; "
             "raise max_length, or use the truncation longest_first");
  Ids first = {1, 2};
  BOOST_TEST(graft::problem_text([&first] {
               graft::truncate(first, nullptr, 1, Truncation::kOnlySecond);
             }) == "error: truncation only_second needs `text_pair`; add it, or use only_first");
}

BOOST_AUTO_TEST_CASE(names_are_those_of_the_reference) {
  BOOST_TEST((graft::truncation_named("longest_first") == Truncation::kLongestFirst));
  BOOST_TEST((graft::truncation_named("only_first") == Truncation::kOnlyFirst));
  BOOST_TEST((graft::truncation_named("only_second") == Truncation::kOnlySecond));
  BOOST_TEST(graft::problem_text([] { graft::truncation_named("only_frist"); }) ==
             "error: truncation: expected longest_first, only_first or only_second, got "
             "\"only_frist\"; did you mean `only_first`?");
}

BOOST_AUTO_TEST_SUITE_END()
