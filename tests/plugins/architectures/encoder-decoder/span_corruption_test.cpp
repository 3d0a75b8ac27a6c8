#include "plugins/architectures/encoder-decoder/span_corruption.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

using graft::Noise;
using graft::TextPair;
using Ids = std::vector<std::int64_t>;

constexpr std::int64_t kEnd = 1;
constexpr std::int64_t kFirstSentinel = 5000;
constexpr std::int64_t kFirstText = 10;

Ids sentinels(std::int64_t count) {
  Ids result;  // as in T5, the first has the highest id
  for (std::int64_t i = 0; i < count; ++i) result.push_back(kFirstSentinel - i);
  return result;
}

Ids text_of(std::int64_t length) {
  Ids text(static_cast<std::size_t>(length));
  std::iota(text.begin(), text.end(), kFirstText);
  return text;
}

bool is_sentinel(std::int64_t id) { return id <= kFirstSentinel && id > kFirstSentinel - 1000; }

/// Segments between sentinels, which stand as given: for an input those before each sentinel, for a
/// target those behind it. The end token is left out.
struct Segments {
  Ids sentinels;
  std::vector<Ids> before;
  std::vector<Ids> behind;
};
Segments segments_of(const Ids& ids) {
  Segments result;
  Ids current;
  for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
    if (!is_sentinel(ids[i])) {
      current.push_back(ids[i]);
      continue;
    }
    if (!result.sentinels.empty()) result.behind.push_back(current);
    result.before.push_back(current);
    result.sentinels.push_back(ids[i]);
    current.clear();
  }
  result.behind.push_back(current);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(span_corruption)

BOOST_AUTO_TEST_CASE(the_amount_of_noise_follows_from_the_length) {
  const auto is = [](std::int64_t length, std::int64_t tokens, std::int64_t spans) {
    const Noise noise = graft::noise_of(length);
    BOOST_TEST(noise.tokens == tokens, "length " << length);
    BOOST_TEST(noise.spans == spans, "length " << length);
  };
  is(512, 77, 26);  // 76.8; 25.7
  is(568, 85, 28);
  is(100, 15, 5);
  is(30, 4, 1);  // 4.5 to even; 1.3
  is(10, 2, 1);  // 1.5 to even; 0.7
  is(20, 3, 1);
  is(33, 5, 2);
  is(3, 1, 1);
  is(2, 1, 1);
  is(1, 0, 0);
  is(0, 0, 0);
}

BOOST_AUTO_TEST_CASE(every_way_to_cut_is_equally_likely) {
  graft::Rng rng(5);
  std::map<Ids, int> counts;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) ++counts[graft::random_segments(6, 3, rng)];
  BOOST_TEST(counts.size() == 10u);  // 5 choose 2
  for (const auto& [lengths, count] : counts) {
    BOOST_TEST(std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0}) == 6);
    BOOST_TEST(*std::min_element(lengths.begin(), lengths.end()) >= 1);
    BOOST_TEST(std::abs(count - kDraws / 10) < 170);  // four standard deviations of 42
  }
  BOOST_TEST(graft::random_segments(4, 4, rng) == (Ids{1, 1, 1, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(graft::random_segments(4, 1, rng) == (Ids{4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(over_many_tokens_rates_and_lengths_are_those_of_the_paper) {
  graft::Rng rng(9);
  constexpr std::int64_t kLength = 512;
  constexpr std::int64_t kTexts = 400;  // 204,800 tokens
  const Ids names = sentinels(100);
  const Ids text = text_of(kLength);
  std::int64_t cut = 0;
  std::int64_t spans = 0;
  std::map<std::size_t, std::int64_t> of_length;
  std::vector<std::int64_t> times_cut(static_cast<std::size_t>(kLength), 0);
  for (std::int64_t i = 0; i < kTexts; ++i) {
    const TextPair pair = graft::corrupt_spans(text, names, kEnd, rng);
    BOOST_TEST_REQUIRE(pair.input.back() == kEnd);
    BOOST_TEST_REQUIRE(pair.target.back() == kEnd);
    const Segments input = segments_of(pair.input);
    const Segments target = segments_of(pair.target);
    BOOST_TEST_REQUIRE(input.sentinels.size() == 26u);
    // One sentinel a span, in order of use, the same on both sides, and none at the end.
    const bool in_order =
        std::equal(input.sentinels.begin(), input.sentinels.end(), names.begin()) &&
        input.sentinels == target.sentinels;
    BOOST_TEST_REQUIRE(in_order);
    Ids rebuilt;
    for (std::size_t span = 0; span < input.sentinels.size(); ++span) {
      BOOST_TEST_REQUIRE(!input.before[span].empty());  // so the text begins with a kept token
      BOOST_TEST_REQUIRE(!target.behind[span].empty());
      rebuilt.insert(rebuilt.end(), input.before[span].begin(), input.before[span].end());
      rebuilt.insert(rebuilt.end(), target.behind[span].begin(), target.behind[span].end());
      cut += static_cast<std::int64_t>(target.behind[span].size());
      ++of_length[target.behind[span].size()];
      for (const std::int64_t id : target.behind[span]) {
        ++times_cut[static_cast<std::size_t>(id - kFirstText)];
      }
    }
    spans += 26;
    BOOST_TEST_REQUIRE(rebuilt == text, boost::test_tools::per_element());
    BOOST_TEST_REQUIRE(input.behind.back().empty());  // the text ends in a span
    BOOST_TEST_REQUIRE(target.before.front().empty());
  }
  BOOST_TEST(cut == kTexts * 77);  // 15.04 %
  const double mean = static_cast<double>(cut) / static_cast<double>(spans);
  BOOST_TEST(std::fabs(mean - 77.0 / 26.0) < 1e-9);  // 2.96
  // 77 items in 26 segments: a segment is one long with probability 25 / 76.
  const double single = static_cast<double>(of_length[1]) / static_cast<double>(spans);
  BOOST_TEST(std::fabs(single - 25.0 / 76.0) < 0.015);
  BOOST_TEST(of_length.rbegin()->first > 10u);
  // The first token is never cut, the last one always; those between about alike.
  BOOST_TEST(times_cut.front() == 0);
  BOOST_TEST(times_cut.back() == kTexts);
  const double middle = static_cast<double>(std::accumulate(
                            times_cut.begin() + 100, times_cut.begin() + 400, std::int64_t{0})) /
                        static_cast<double>(300 * kTexts);
  BOOST_TEST(std::fabs(middle - 0.15) < 0.01);
}

BOOST_AUTO_TEST_SUITE_END()
