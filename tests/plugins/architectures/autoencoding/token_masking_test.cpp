#include "plugins/architectures/autoencoding/token_masking.h"

#include <cmath>
#include <numeric>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/batch.h"

using namespace graft;

namespace {

using Ids = std::vector<std::int64_t>;

constexpr std::int64_t kVocabSize = 200;
constexpr std::int64_t kMask = 199;
constexpr std::int64_t kFirstSpecial = 195;

/// 195 ordinary tokens, of which even ones begin words, and five special ones.
TokenTraits vocabulary() {
  TokenTraits tokens;
  tokens.vocab_size = kVocabSize;
  tokens.special.mask = kMask;
  for (std::int64_t id = 0; id < kVocabSize; ++id) {
    tokens.is_special.push_back(id >= kFirstSpecial);
    tokens.starts_word.push_back(id >= kFirstSpecial || id % 2 == 0);
  }
  return tokens;
}

Ids random_text(std::int64_t length, Rng& rng) {
  Ids text;
  for (std::int64_t i = 0; i < length; ++i) {
    text.push_back(i % 10 == 9 ? kFirstSpecial : rng.below(kFirstSpecial));
  }
  return text;
}

/// Whether a share of `count` draws is within five standard deviations of what it should be.
void check_share(const char* name, std::int64_t hits, std::int64_t count, double expected) {
  const double share = static_cast<double>(hits) / static_cast<double>(count);
  const double deviation = std::sqrt(expected * (1 - expected) / static_cast<double>(count));
  BOOST_TEST(std::fabs(share - expected) < 5 * deviation,
             name << " is " << share << ", expected " << expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_masking)

BOOST_AUTO_TEST_CASE(shares_over_many_tokens_are_those_of_the_paper) {
  const TokenTraits tokens = vocabulary();
  const AutoencodingOptions options;
  Rng rng(7);
  std::int64_t ordinary = 0;
  std::int64_t chosen = 0;
  std::int64_t masked = 0;
  std::int64_t kept = 0;
  std::vector<std::int64_t> drawn(kVocabSize);
  for (int row = 0; row < 2000; ++row) {
    const Ids text = random_text(100, rng);
    const MaskedRow result = mask_tokens(text, tokens, options, rng);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] >= kFirstSpecial) {
        BOOST_REQUIRE(result.labels[i] == kIgnoreIndex);  // special tokens are never chosen
        BOOST_REQUIRE(result.input_ids[i] == text[i]);
        continue;
      }
      ++ordinary;
      if (result.labels[i] == kIgnoreIndex) {
        BOOST_REQUIRE(result.input_ids[i] == text[i]);
        continue;
      }
      BOOST_REQUIRE(result.labels[i] == text[i]);
      ++chosen;
      if (result.input_ids[i] == kMask) {
        ++masked;
      } else if (result.input_ids[i] == text[i]) {
        ++kept;
      } else {
        ++drawn[static_cast<std::size_t>(result.input_ids[i])];
      }
    }
  }
  BOOST_TEST(ordinary == 180000);
  BOOST_TEST(chosen == 2000 * 14);  // round(0.15 * 90) in every row
  const std::int64_t random = chosen - masked - kept;
  // A token that is drawn may be the mask or the token itself.
  check_share("masked", masked, chosen, 0.8 + 0.1 / kVocabSize);
  check_share("kept", kept, chosen, 0.1 + 0.1 / kVocabSize);
  check_share("random", random, chosen, 0.1 * (1 - 2.0 / kVocabSize));
  for (std::int64_t id = 0; id < kMask; ++id) {
    BOOST_TEST(drawn[static_cast<std::size_t>(id)] > 0, "token " << id << " is never drawn");
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_row) {
  const TokenTraits tokens = vocabulary();
  Rng text_rng(1);
  const Ids text = random_text(100, text_rng);
  Rng first(3);
  Rng second(3);
  Rng other(4);
  const MaskedRow row = mask_tokens(text, tokens, {}, first);
  BOOST_TEST((row.input_ids == mask_tokens(text, tokens, {}, second).input_ids));
  BOOST_TEST((row.labels != mask_tokens(text, tokens, {}, other).labels));
}

BOOST_AUTO_TEST_CASE(whole_words_are_chosen_whole) {
  const TokenTraits tokens = vocabulary();
  AutoencodingOptions options;
  options.whole_word_masking = true;
  Rng rng(9);
  std::int64_t chosen = 0;
  std::int64_t ordinary = 0;
  for (int row = 0; row < 1500; ++row) {
    const Ids text = random_text(100, rng);
    const MaskedRow result = mask_tokens(text, tokens, options, rng);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] >= kFirstSpecial) continue;
      ++ordinary;
      const bool is_chosen = result.labels[i] != kIgnoreIndex;
      chosen += is_chosen ? 1 : 0;
      const bool continues = i > 0 && text[i] % 2 == 1 && text[i - 1] < kFirstSpecial;
      if (continues) BOOST_REQUIRE(is_chosen == (result.labels[i - 1] != kIgnoreIndex));
    }
  }
  BOOST_TEST(ordinary > 100000);
  const double share = static_cast<double>(chosen) / static_cast<double>(ordinary);
  BOOST_TEST((share > 0.145 && share < 0.157), "share is " << share);
}

BOOST_AUTO_TEST_CASE(a_short_text_has_one_target_and_one_of_special_tokens_none) {
  const TokenTraits tokens = vocabulary();
  Rng rng(5);
  const MaskedRow one = mask_tokens({kFirstSpecial, 3, kFirstSpecial}, tokens, {}, rng);
  BOOST_TEST(one.labels == (Ids{-100, 3, -100}), boost::test_tools::per_element());
  const MaskedRow none = mask_tokens({kFirstSpecial}, tokens, {}, rng);
  BOOST_TEST(none.labels == Ids{-100}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
