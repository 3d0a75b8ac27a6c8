#include "framework/evaluate/metrics/chrf_metric.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Texts = std::vector<std::string>;

struct Sentence {
  std::string hypothesis;
  Texts references;
};

double chrf_of(const std::vector<Sentence>& sentences, const ChrfOptions& options) {
  ChrfMetric metric(options);
  for (const Sentence& sentence : sentences) metric.add(sentence.hypothesis, sentence.references);
  return metric.values().front();
}

const std::vector<Sentence>& of_evaluate() {
  static const std::vector<Sentence> sentences = {
      {"The relationship between cats and dogs is not exactly friendly.",
       {"The relationship between dogs and cats is not exactly friendly."}},
      {"a good bookshop is just a genteel black hole that knows how to read.",
       {"A good bookshop is just a genteel Black Hole that knows how to read."}}};
  return sentences;
}

const char* const kScientists =
    "risk assessment must be made of those who are qualified and expertise in the sector - these "
    "are the scientists .";
const char* const kScientistsReference =
    "risk assessment has to be undertaken by those who are qualified and expert in that area - "
    "that is the scientists .";
const char* const kNetanyahu =
    "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.";

}  // namespace

BOOST_AUTO_TEST_SUITE(chrf_metric)

BOOST_AUTO_TEST_CASE(hand_counted_scores) {
  const auto chrf = [](const std::string& hypothesis, const std::string& reference,
                       std::int64_t char_order, std::int64_t beta) {
    return chrf_of({{hypothesis, {reference}}}, {.char_order = char_order, .beta = beta});
  };
  const auto near = [](double value, double wanted) { return is_near(value, wanted, 1e-9); };
  BOOST_TEST(near(chrf("abc", "abc", 6, 2), 100));
  BOOST_TEST(near(chrf("abc", "xyz", 6, 2), 0));
  BOOST_TEST(near(chrf("", "abc", 6, 2), 0));
  // Characters: 1 of 2 and 1 of 2. Pairs: 0 of 1. P = R = 1/4 over the two orders.
  BOOST_TEST(near(chrf("ab", "ac", 6, 2), 25));
  // One order: P 2/3, R 1. F1 = 0.8; F2 = 5 x 2/3 / (4 x 2/3 + 1) = 10/11.
  BOOST_TEST(near(chrf("abc", "ab", 1, 1), 80));
  BOOST_TEST(near(chrf("abc", "ab", 1, 2), 1000.0 / 11));
  // P 1, R 2/3: F2 = 5 x 2/3 / (4 + 2/3) = 5/7.
  BOOST_TEST(near(chrf("ab", "abc", 1, 2), 500.0 / 7));
  // Orders 1 and 2: P (2/3 + 1/2) / 2 = 7/12, R (1 + 1) / 2. F1 = 2 x 7/12 / (19/12) = 14/19.
  BOOST_TEST(near(chrf("abc", "ab", 2, 1), 1400.0 / 19));
  // A character counts as often as both have it: 1 of 3, 1 of 1: F1 = 1/2.
  BOOST_TEST(near(chrf("aaa", "a", 1, 1), 50));
  // White space is taken out first.
  BOOST_TEST(near(chrf("a b　c", "abc", 6, 2), 100));
  // 北 of 北京 and 北海, no pair.
  BOOST_TEST(near(chrf("北京", "北海", 6, 2), 25));
  // Summed over the sentences: 3 of 4 characters on both sides, 1 of 2 pairs: (3/4 + 1/2) / 2.
  BOOST_TEST(near(chrf_of({{"ab", {"ab"}}, {"cd", {"ce"}}}, {}), 62.5));
  // Of two references the better counts.
  BOOST_TEST(near(chrf_of({{"ab", {"xy", "ab"}}}, {}), 100));
  // Words of chrF++: "a b" for "a c". Characters 1/2, 0/1; words 1/2, 0/1: mean 1/4.
  BOOST_TEST(near(chrf_of({{"a b", {"a c"}}}, {.word_order = 2}), 25));
}

BOOST_AUTO_TEST_CASE(punctuation_is_set_apart_from_words) {
  // Words hi and . for hi: P 1/2, R 1; characters h, i, . for h, i: P 2/3, R 1.
  // P (2/3 + 1/2) / 2 = 7/12, R 1: F1 = 14/19.
  const ChrfOptions options = {.char_order = 1, .word_order = 1, .beta = 1};
  BOOST_TEST(is_near(chrf_of({{"hi.", {"hi"}}}, options), 1400.0 / 19, 1e-9));
  // A mark at the end goes before one at the beginning, which then stays: "(hi" and ")" match "hi"
  // in no word. Characters 2 of 4 and 2 of 2: P (1/2 + 0) / 2, R (1 + 0) / 2: F1 = 1/3.
  BOOST_TEST(is_near(chrf_of({{"(hi)", {"hi"}}}, options), 100.0 / 3, 1e-9));
  // Alone at the beginning it is set apart: as "hi." above.
  BOOST_TEST(is_near(chrf_of({{"(hi", {"hi"}}}, options), 1400.0 / 19, 1e-9));
}

BOOST_AUTO_TEST_CASE(the_scores_of_sacrebleus_tests_with_eps_smoothing) {
  const ChrfOptions options = {.beta = 3, .eps_smoothing = true};
  const auto check = [&](const std::vector<Sentence>& sentences, double wanted) {
    const double score = chrf_of(sentences, options);
    BOOST_TEST(is_near(score, wanted, 1e-4), score << " is not " << wanted);
  };
  check({{"abcdefg", {"hijklmnop"}}}, 0.0);
  check({{"a", {"b"}}}, 0.0);
  check({{"", {"reference"}}}, 0.0);
  check({{"aa", {"ab"}}}, 8.3333);
  check({{"a", {"a"}}, {"b", {"c"}}}, 8.3333);
  check({{"a", {"a"}}}, 16.6667);
  check({{"a b c", {"a b c"}}}, 50.0);
  check({{"a b c", {"abc"}}}, 50.0);
  check({{std::string(" ") + kScientists, {kScientistsReference}}}, 63.361730);
  check({{" Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ",
          {kNetanyahu}}},
        64.1302698);
  check({{"Niemand hat die Absicht, eine Mauer zu errichten",
          {"Niemand hat die Absicht, eine Mauer zu errichten"}}},
        100.0);
}

BOOST_AUTO_TEST_CASE(the_scores_of_sacrebleus_tests_with_effective_order) {
  const ChrfOptions options = {.beta = 3};
  BOOST_TEST(is_near(chrf_of({{"a", {"a"}}}, options), 100, 1e-4));
  BOOST_TEST(is_near(chrf_of({{"", {"reference"}}}, options), 0, 1e-4));
  BOOST_TEST(is_near(chrf_of({{"a b c", {"abc"}}}, options), 100, 1e-4));
  BOOST_TEST(is_near(chrf_of({{"a", {"a"}}, {"b", {"c"}}}, options), 50, 1e-4));
  BOOST_TEST(is_near(chrf_of({{"aa", {"ab"}}}, options), 25, 1e-4));
}

BOOST_AUTO_TEST_CASE(the_scores_of_sacrebleus_tests_with_white_space) {
  const ChrfOptions options = {.beta = 3, .whitespace = true};
  BOOST_TEST(
      is_near(chrf_of({{"Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.",
                        {kNetanyahu}}},
                      options),
              67.3481606, 1e-4));
  BOOST_TEST(is_near(chrf_of({{kScientists, {kScientistsReference}}}, options), 65.2414427, 1e-4));
}

BOOST_AUTO_TEST_CASE(the_sentence_scores_of_sacrebleus_tests) {
  const auto score = [](const std::string& hypothesis, const std::string& reference) {
    return chrf_of({{hypothesis, {reference}}}, {.eps_smoothing = true});
  };
  BOOST_TEST(is_near(
      score("Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.",
            "Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře."),
      39.14078509, 1e-4));
  BOOST_TEST(
      is_near(score("Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.",
                    "A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři."),
              31.22557079, 1e-4));
  BOOST_TEST(is_near(score("Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.",
                           "Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl "
                           "začít, připomněli."),
                     57.15704367, 1e-4));
}

BOOST_AUTO_TEST_CASE(the_examples_of_the_documentation_of_evaluate) {
  BOOST_TEST(is_near(chrf_of(of_evaluate(), {}), 84.64214891738334, 1e-9));
  BOOST_TEST(is_near(chrf_of(of_evaluate(), {.word_order = 2}), 82.87263732906315, 1e-9));
}

BOOST_AUTO_TEST_CASE(the_signature_has_the_fields_of_sacrebleu) {
  ChrfMetric chrf;
  chrf.add("a", {"b"});
  BOOST_TEST(chrf.names().front() == "chrf");
  BOOST_TEST(chrf.signature() ==
             "chrF2|nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:graft-1.0.0");
  ChrfMetric chrf_words(
      {.word_order = 2, .beta = 3, .lowercase = true, .whitespace = true, .eps_smoothing = true});
  chrf_words.add("a", {"b", "c"});
  BOOST_TEST(chrf_words.names().front() == "chrf++");
  BOOST_TEST(chrf_words.signature() ==
             "chrF3++|nrefs:2|case:lc|eff:no|nc:6|nw:2|space:yes|version:graft-1.0.0");
}

BOOST_AUTO_TEST_CASE(a_hypothesis_needs_a_reference) {
  ChrfMetric metric;
  BOOST_CHECK_THROW(metric.add("a", {}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
