#include "framework/evaluate/metrics/perplexity_metric.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

PerplexityMetric metric_of(const std::vector<TextLikelihood>& texts) {
  PerplexityMetric metric;
  for (const TextLikelihood& text : texts) metric.add(text);
  return metric;
}

struct Wanted {
  double perplexity;
  double word_perplexity;
  double byte_perplexity;
  double bits_per_byte;
};

void check(const std::vector<TextLikelihood>& texts, const Wanted& wanted) {
  const auto metric = metric_of(texts);
  BOOST_TEST(is_near(value_of(metric, "perplexity"), wanted.perplexity, 1e-9));
  BOOST_TEST(is_near(value_of(metric, "word_perplexity"), wanted.word_perplexity,
                     1e-12 * wanted.word_perplexity + 1e-9));
  BOOST_TEST(is_near(value_of(metric, "byte_perplexity"), wanted.byte_perplexity, 1e-9));
  BOOST_TEST(is_near(value_of(metric, "bits_per_byte"), wanted.bits_per_byte, 1e-9));
}

const double kLn2 = std::log(2.0);

}  // namespace

BOOST_AUTO_TEST_SUITE(perplexity_metric)

BOOST_AUTO_TEST_CASE(hand_counted_texts) {
  // A token of probability 1/2, one word of one byte: 2, 2, 2, 1 bit.
  check({{-kLn2, 1, 1, 1}}, {2, 2, 2, 1});
  // Certainty.
  check({{0.0, 3, 2, 10}}, {1, 1, 1, 0});
  // 8 tokens of 1/2: 2^8 over 8 tokens, 2 words, 16 bytes: 2, 2^4, 2^(1/2), 1/2 bit.
  check({{-8 * kLn2, 8, 2, 16}}, {2, 16, std::sqrt(2.0), 0.5});
  // 2 tokens of 1/4, 1 word, 4 bytes: 4, 16, 2, 1 bit.
  check({{-4 * kLn2, 2, 1, 4}}, {4, 16, 2, 1});
  // Uniform over 256 bytes: 8 bits.
  check({{-3 * std::log(256.0), 3, 1, 3}}, {256, 16777216, 256, 8});
  // e^-1 a token.
  check({{-2.0, 2, 2, 2}}, {std::exp(1.0), std::exp(1.0), std::exp(1.0), 1 / kLn2});
  // 4 tokens of 1/2, 2 words, 1 byte: 2, 2^2, 2^4, 4 bits.
  check({{-4 * kLn2, 4, 2, 1}}, {2, 4, 16, 4});
  // 三 of three bytes, one token of 1/8: 1 bit a byte.
  check({{-3 * kLn2, 1, 1, 3}}, {8, 8, 2, 1});
}

BOOST_AUTO_TEST_CASE(sums_come_before_divisions) {
  // 1 token of 1/2 and 3 of 1/4: 7 bits over 4 tokens, 2 words, 7 bytes. Not the mean of 2 and 4.
  check({{-kLn2, 1, 1, 1}, {-6 * kLn2, 3, 1, 6}},
        {std::pow(2.0, 7.0 / 4), std::pow(2.0, 3.5), 2, 1});
  // A text of more tokens weighs more, in any order.
  check({{-6 * kLn2, 3, 1, 6}, {-kLn2, 1, 1, 1}},
        {std::pow(2.0, 7.0 / 4), std::pow(2.0, 3.5), 2, 1});
}

BOOST_AUTO_TEST_CASE(the_numbers_of_one_published_run_fit_each_other) {
  // wikitext as lm-evaluation-harness printed it in one run: byte_perplexity 1.6042723245990418,
  // bits_per_byte 0.681919059499152, word_perplexity 12.523175352665858. From the first, and bytes
  // in proportion to words as log(12.52…) / log(1.60…), follow the others.
  const double loss = std::log(1.6042723245990418);
  const double bytes_per_word = std::log(12.523175352665858) / loss;
  const std::int64_t words = 100000000;
  const auto bytes = static_cast<std::int64_t>(std::llround(words * bytes_per_word));
  const auto metric = metric_of({{-loss * static_cast<double>(bytes), bytes, words, bytes}});
  BOOST_TEST(is_near(value_of(metric, "bits_per_byte"), 0.681919059499152, 1e-9));
  BOOST_TEST(is_near(value_of(metric, "word_perplexity"), 12.523175352665858, 1e-6));
}

BOOST_AUTO_TEST_CASE(without_anything_to_divide_by_a_number_is_not_defined) {
  const auto metric = metric_of({{-1.0, 1, 0, 0}});
  BOOST_TEST(is_near(value_of(metric, "perplexity"), std::exp(1.0)));
  BOOST_TEST(std::isnan(value_of(metric, "word_perplexity")));
  BOOST_TEST(std::isnan(value_of(metric, "bits_per_byte")));
}

BOOST_AUTO_TEST_CASE(impossible_texts_are_infinitely_surprising) {
  BOOST_TEST(std::isinf(value_of(metric_of({{-INFINITY, 1, 1, 1}}), "perplexity")));
}

BOOST_AUTO_TEST_CASE(what_is_no_likelihood_is_refused) {
  PerplexityMetric metric;
  BOOST_CHECK_THROW(metric.add({std::nan(""), 1, 1, 1}), Error);
  BOOST_CHECK_THROW(metric.add({-1.0, -1, 1, 1}), Error);
}

BOOST_AUTO_TEST_CASE(words_are_counted_as_the_harness_splits_them) {
  BOOST_TEST(word_count("one two  three") == 3);
  BOOST_TEST(word_count(" = Title = \n") == 5);  // an empty one before and behind
  BOOST_TEST(word_count("") == 1);
  BOOST_TEST(word_count("你好，世界") == 1);
  BOOST_TEST(word_count("你好　世界") == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
