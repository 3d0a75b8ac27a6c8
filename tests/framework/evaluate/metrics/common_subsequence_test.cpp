#include "framework/evaluate/metrics/common_subsequence.h"

#include <boost/test/unit_test.hpp>

#include "graft/random.h"

namespace graft {
namespace {

using Places = std::vector<std::size_t>;

/// Of letters a to c.
Tokens random_tokens(Rng& rng, std::int64_t most) {
  Tokens tokens(static_cast<std::size_t>(rng.below(most + 1)));
  for (std::string& token : tokens) token = static_cast<char>('a' + rng.below(3));
  return tokens;
}

std::size_t plain_length(const Tokens& left, const Tokens& right, std::size_t i, std::size_t j) {
  if (i == left.size() || j == right.size()) return 0;
  if (left[i] == right[j]) return 1 + plain_length(left, right, i + 1, j + 1);
  return std::max(plain_length(left, right, i + 1, j), plain_length(left, right, i, j + 1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(longest_common_subsequence)

BOOST_AUTO_TEST_CASE(the_tables_of_rouge_scores_tests) {
  const Tokens reference = {"1", "2", "3", "4", "5"};
  BOOST_CHECK(common_subsequence(reference, {"2", "5", "3", "4"}) == (Places{1, 2, 3}));
  BOOST_TEST(common_subsequence_length(reference, {"2", "5", "3", "4"}) == 3u);
  BOOST_CHECK(common_subsequence(reference, {"8", "9"}).empty());
  BOOST_CHECK(common_subsequence(reference, {"1", "3", "8", "9", "5"}) == (Places{0, 2, 4}));
}

BOOST_AUTO_TEST_CASE(of_several_it_is_the_one_found_from_the_end) {
  // ab and ba: from the end b against a, and leaving out either keeps 1, so b of the left goes.
  BOOST_CHECK(common_subsequence({"a", "b"}, {"b", "a"}) == (Places{0}));
}

BOOST_AUTO_TEST_CASE(nothing_has_nothing_in_common) {
  BOOST_TEST(common_subsequence_length({}, {"a"}) == 0u);
  BOOST_TEST(common_subsequence_length({"a"}, {}) == 0u);
  BOOST_CHECK(common_subsequence({}, {}).empty());
}

BOOST_AUTO_TEST_CASE(it_is_as_long_as_trying_everything_finds) {
  Rng rng(3);
  for (int round = 0; round < 200; ++round) {
    const Tokens left = random_tokens(rng, 8);
    const Tokens right = random_tokens(rng, 8);
    const std::size_t length = plain_length(left, right, 0, 0);
    BOOST_TEST(common_subsequence_length(left, right) == length);
    const Places places = common_subsequence(left, right);
    BOOST_TEST(places.size() == length);
    // It is one: its tokens stand in the right in this order.
    std::size_t next = 0;
    for (const std::size_t place : places) {
      while (next < right.size() && right[next] != left[place]) ++next;
      BOOST_TEST(next < right.size());
      ++next;
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
