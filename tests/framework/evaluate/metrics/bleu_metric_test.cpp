#include "framework/evaluate/metrics/bleu_metric.h"

#include <cmath>

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

BleuMetric metric_of(const std::vector<Sentence>& sentences, const BleuOptions& options = {}) {
  BleuMetric metric(options);
  for (const Sentence& sentence : sentences) metric.add(sentence.hypothesis, sentence.references);
  return metric;
}

double bleu_of(const std::vector<Sentence>& sentences, const BleuOptions& options = {}) {
  return value_of(metric_of(sentences, options), "bleu");
}

/// What sacreBLEU calls raw_corpus_bleu: words as they are, no smoothing of more than 0.01 matches.
BleuOptions raw() {
  return {.tokenizer = BleuTokenizer::kNone,
          .smoothing = BleuSmoothing::kFloor,
          .smooth_value = 0.01,
          .effective_order = true};
}

/// The example of sacreBLEU's README.
const std::vector<Sentence>& readme() {
  static const std::vector<Sentence> sentences = {
      {"The dog bit the man.", {"The dog bit the man.", "The dog had bit the man."}},
      {"It wasn't surprising.", {"It was not unexpected.", "No one was surprised."}},
      {"The man had just bitten him.", {"The man bit him first.", "The man had bitten the dog."}}};
  return sentences;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bleu_metric)

BOOST_AUTO_TEST_CASE(hand_counted_scores) {
  const BleuOptions none = {.tokenizer = BleuTokenizer::kNone, .smoothing = BleuSmoothing::kNone};
  // Every n-gram matches, nothing is missing.
  BOOST_TEST(is_near(bleu_of({{"a b c d", {"a b c d"}}}, none), 100, 1e-9));
  // Matches 3/4, 2/3, 1/2, 0/1: no smoothing, no score.
  BOOST_TEST(bleu_of({{"a b c x", {"a b c d"}}}, none) == 0.0);
  // 4/5, 3/4, 2/3, 1/2: the fourth root of 0.2, lengths alike.
  BOOST_TEST(
      is_near(bleu_of({{"a b c d x", {"a b c d e"}}}, none), 100 * std::pow(0.2, 0.25), 1e-9));
  // All match, 4 words for 6: exp(1 - 6/4).
  BOOST_TEST(is_near(bleu_of({{"a b c d", {"a b c d e f"}}}, none), 100 * std::exp(-0.5), 1e-9));
  // 4/6, 3/5, 2/4, 1/3; too long is not punished but by its n-grams: (1/15)^(1/4).
  BOOST_TEST(
      is_near(bleu_of({{"a b c d e f", {"a b c d"}}}, none), 100 * std::pow(1.0 / 15, 0.25), 1e-9));
  // "the" counts as often as the reference has it: 2/7, no pair matches.
  BOOST_TEST(is_near(bleu_of({{"the the the the the the the", {"the cat is on the mat"}}},
                             {.tokenizer = BleuTokenizer::kNone, .max_order = 1}),
                     100 * 2.0 / 7, 1e-9));
  // Counts are summed over the sentences: (4 + 0)/(4 + 4), 3/6, 2/4, 1/2: all 1/2.
  BOOST_TEST(
      is_near(bleu_of({{"a b c d", {"a b c d"}}, {"w x y z", {"1 2 3 4"}}}, none), 50, 1e-9));
  // Two references: words of both match, "a b c d" 4/4; pairs a b, c d of 3; none longer.
  BOOST_TEST(is_near(bleu_of({{"a b c d", {"a b x x", "y y c d"}}},
                             {.tokenizer = BleuTokenizer::kNone, .max_order = 2}),
                     100 * std::sqrt(2.0 / 3), 1e-9));
  // References of 2 and 6 words are as near to 4: the shorter counts, so that nothing is missing.
  BOOST_TEST(is_near(bleu_of({{"a b c d", {"a b c d e f", "a b"}}}, none), 100, 1e-9));
  // Nothing matches: 0, whatever the smoothing.
  BOOST_TEST(bleu_of({{"this is a cat", {"okay thanks"}}}) == 0.0);
  BOOST_TEST(bleu_of({{"", {"okay thanks"}}}) == 0.0);
}

BOOST_AUTO_TEST_CASE(hand_counted_smoothing) {
  // "a b c x" for "a b c d": 3/4, 2/3, 1/2, 0/1.
  const auto smoothed = [](BleuSmoothing smoothing) {
    return bleu_of({{"a b c x", {"a b c d"}}},
                   {.tokenizer = BleuTokenizer::kNone, .smoothing = smoothing});
  };
  // exp: the first order without a match gets half a one. (3/4 2/3 1/2 1/2)^(1/4) = (1/8)^(1/4).
  BOOST_TEST(is_near(smoothed(BleuSmoothing::kExp), 100 * std::pow(0.125, 0.25), 1e-9));
  // floor: 0.1 of a match. (1/4 0.1)^(1/4).
  BOOST_TEST(is_near(smoothed(BleuSmoothing::kFloor), 100 * std::pow(0.025, 0.25), 1e-9));
  // add-k: one more above order 1: 3/4, 3/4, 2/3, 1/2: (3/16)^(1/4).
  BOOST_TEST(is_near(smoothed(BleuSmoothing::kAddK), 100 * std::pow(0.1875, 0.25), 1e-9));
  // exp again, with two orders without a match: 2/4, 1/3, then 1/2 of 2 and 1/4 of 1.
  BOOST_TEST(is_near(bleu_of({{"a b x y", {"a b c d"}}}, {.tokenizer = BleuTokenizer::kNone}),
                     100 * std::pow(1.0 / 2 / 3 / 4 / 4, 0.25), 1e-9));
}

BOOST_AUTO_TEST_CASE(the_readme_of_sacrebleu) {
  BOOST_TEST(is_near(bleu_of(readme()), 48.530827, 1e-6));
  BOOST_TEST(is_near(bleu_of(readme(), {.tokenizer = BleuTokenizer::kNone}), 49.1919566, 1e-6));
  BOOST_TEST(is_near(bleu_of(readme(), {.tokenizer = BleuTokenizer::kIntl}), 43.91623493, 1e-6));
  BOOST_TEST(is_near(bleu_of(readme(), {.smoothing = BleuSmoothing::kNone}), 48.530827, 1e-6));
  const double by_order[] = {77.65, 60.50, 53.93, 48.53, 46.14, 43.28};
  for (std::int64_t order = 1; order <= 6; ++order) {
    BOOST_TEST(is_near(bleu_of(readme(), {.max_order = order}), by_order[order - 1], 0.005));
  }
  std::vector<Sentence> empty = readme();
  for (Sentence& sentence : empty) sentence.hypothesis.clear();
  BOOST_TEST(bleu_of(empty) == 0.0);
}

BOOST_AUTO_TEST_CASE(the_raw_scores_of_sacrebleus_tests) {
  BOOST_TEST(is_near(bleu_of({{"this is a test", {"this is a test"}}}, raw()), 100, 1e-6));
  BOOST_TEST(
      is_near(bleu_of({{"this is a fest", {"this is a test"}}}, raw()), 22.3606797749979, 1e-6));
  BOOST_TEST(bleu_of({{"this is a test", {"ref1"}}, {"another test", {"ref2"}}}, raw()) == 0.0);
  BOOST_TEST(is_near(bleu_of({{"test", {"a test"}}}, raw()), 36.78794411714425, 1e-6));
  BOOST_TEST(is_near(bleu_of({{"a test", {"a test"}}}, raw()), 100, 1e-6));
  BOOST_TEST(is_near(bleu_of({{"a little test", {"a test"}}}, raw()), 3.218297948685433, 1e-6));
  BleuOptions floor = raw();
  floor.smooth_value = 0.1;
  const std::vector<Sentence> sequence = {
      {"am I am a character sequence", {"I am a symbol string sequence a a"}}};
  BOOST_TEST(is_near(bleu_of(sequence, floor), 15.55722182, 1e-6));
  floor.smooth_value = 0.0;
  BOOST_TEST(bleu_of(sequence, floor) == 0.0);
}

BOOST_AUTO_TEST_CASE(the_sentence_scores_of_sacrebleus_tests) {
  const std::string hypothesis =
      "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;";
  const Texts references = {"producţia de zahăr brut se exprimă în zahăr alb;"};
  const auto score = [&](const BleuOptions& options) {
    return sentence_bleu(hypothesis, references, options);
  };
  BOOST_TEST(is_near(score({}), 8.493, 1e-3));
  BOOST_TEST(score({.smoothing = BleuSmoothing::kNone}) == 0.0);
  BOOST_TEST(is_near(score({.smoothing = BleuSmoothing::kFloor}), 4.51688, 1e-3));
  BOOST_TEST(
      is_near(score({.smoothing = BleuSmoothing::kFloor, .smooth_value = 0.5}), 10.10, 1e-2));
  BOOST_TEST(is_near(score({.smoothing = BleuSmoothing::kAddK}), 14.882, 1e-3));
  BOOST_TEST(
      is_near(score({.smoothing = BleuSmoothing::kAddK, .smooth_value = 2.0}), 21.389, 1e-3));
  BOOST_TEST(is_near(score({.tokenizer = BleuTokenizer::kNone}), 7.347, 1e-3));
  BOOST_TEST(is_near(score({.tokenizer = BleuTokenizer::kIntl}), 8.493, 1e-3));
  BOOST_TEST(is_near(score({.tokenizer = BleuTokenizer::kChar}), 40.8759, 1e-3));
  BOOST_TEST(is_near(score({.tokenizer = BleuTokenizer::kChar, .lowercase = true}), 42.0267, 1e-3));
}

BOOST_AUTO_TEST_CASE(the_example_of_the_documentation_of_evaluate) {
  const auto metric =
      metric_of({{"hello there general kenobi", {"hello there general kenobi", "hello there !"}},
                 {"on our way to ankh morpork", {"goodbye ankh morpork", "ankh morpork"}}});
  const BleuMetric::Details details = metric.details();
  BOOST_TEST(is_near(details.score, 39.76353643835252, 1e-9));
  BOOST_TEST(is_near(details.precisions[0], 60, 1e-9));
  BOOST_TEST(is_near(details.precisions[2], 100.0 / 3, 1e-9));
  BOOST_TEST(details.brevity_penalty == 1.0);
  BOOST_TEST(details.hypothesis_length == 10);
  BOOST_TEST(details.reference_length == 7);
}

BOOST_AUTO_TEST_CASE(chinese_by_characters) {
  // 我 爱 北 京 for 我 爱 上 海: 2/4, 1/3, 0/2, 0/1, as two orders without a match above.
  BOOST_TEST(is_near(bleu_of({{"我爱北京", {"我爱上海"}}}, {.tokenizer = BleuTokenizer::kZh}),
                     100 * std::pow(1.0 / 2 / 3 / 4 / 4, 0.25), 1e-9));
  // Without, the text is one word, which does not match.
  BOOST_TEST(bleu_of({{"我爱北京", {"我爱上海"}}}) == 0.0);
}

BOOST_AUTO_TEST_CASE(the_signature_has_the_fields_of_sacrebleu) {
  BOOST_TEST(metric_of(readme()).signature() ==
             "BLEU|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:graft-1.0.0");
  BOOST_TEST(metric_of({{"a", {"a"}}, {"b", {"b", "c"}}}, {.tokenizer = BleuTokenizer::kZh,
                                                           .smoothing = BleuSmoothing::kFloor,
                                                           .lowercase = true,
                                                           .effective_order = true})
                 .signature() ==
             "BLEU|nrefs:var|case:lc|eff:yes|tok:zh|smooth:floor[0.10]|version:graft-1.0.0");
  BOOST_TEST(metric_of({{"a", {"a"}}}, {.smoothing = BleuSmoothing::kAddK})
                 .signature()
                 .find("|smooth:add-k[1.00]|") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_hypothesis_needs_a_reference) {
  BOOST_CHECK_THROW(metric_of({{"a", {}}}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
