#include "framework/evaluate/metrics/rouge_metric.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Texts = std::vector<std::string>;

double rouge_of(const std::string& name, const std::string& prediction, const Texts& references,
                const RougeOptions& options = {}) {
  RougeMetric metric(options);
  metric.add(prediction, references);
  return value_of(metric, name);
}

// The first two items of rouge_score's test data, and one of several lines: random letters, whose
// scores are those of ROUGE-1.5.5.
const char* const kTarget0 =
    "ZfbCUIUuePaiLVUlCaUXxkpu XPeWing tUHfPMuZ',-Xd Y BrUgVJing M-HV.-DgdDaY.rFDJCRing Ht-LM "
    "EKBDXkME,yz'RBr q'wtion wIojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxer tKM L";
const char* const kTarget1 =
    "KsJdPByEtAor fE-Qg Dpdbring cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMtion psing sbKao Q m "
    "qiing LMmer HqqLFXe,XPY,J XsurkMer ,ed nB'wH'bWVHjWFEing tQ.saefZwJtKrTlixYpMMsJing "
    "UCAPwNHeYVjDing c T BUySKtion gMPfJpwGw p'NvxAoping eu pBwMBKV'I DNxqelhu,PHPxDEq,mtion SN";
const char* const kPrediction0 =
    "rFDJCRtion Ht-LM EKtDXkME,yz'RBr q'wer wrojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxi";
const char* const kPrediction1 =
    "n cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMer pstion sbKao Q m qier LMmed HqqLFXe,XPY,J "
    "XsurkMeo ,ed nB'wH'bWVHjWFEer tQ.saefZwJtKrTlixYpMMNJtion UCAPwNHeYVjD";

}  // namespace

BOOST_AUTO_TEST_SUITE(rouge_metric)

BOOST_AUTO_TEST_CASE(hand_counted_longest_subsequences) {
  const auto rouge = [](const std::string& prediction, const std::string& reference) {
    return rouge_of("rougeL", prediction, {reference});
  };
  BOOST_TEST(is_near(rouge("testing one two", "testing one two"), 1));
  BOOST_TEST(is_near(rouge("three", "testing one two"), 0));
  // 2 in common, of 2 said and 3 true: 2 x 2 / 5, whether they are neighbours or not.
  BOOST_TEST(is_near(rouge("testing one", "testing one two"), 0.8));
  BOOST_TEST(is_near(rouge("testing two", "testing one two"), 0.8));
  // The order counts: one of the two.
  BOOST_TEST(is_near(rouge("two testing", "testing one two"), 0.4));
  // "police the gunman" of the paper's section 3.1, for "police killed the gunman":
  // kill for killed: police the gunman, 3 of 4 and 4.
  BOOST_TEST(is_near(rouge("police kill the gunman", "police killed the gunman"), 0.75));
  // The same words in another order: the gunman, 2 of 4 and 4.
  BOOST_TEST(is_near(rouge("the gunman kill police", "police killed the gunman"), 0.5));
  // Repetition: a b a in a b c a: 3, of 3 and 4.
  BOOST_TEST(is_near(rouge("a b a", "a b c a"), 6.0 / 7));
  BOOST_TEST(is_near(rouge("The QUICK-brown fox.", "the quick brown fox"), 1));
  BOOST_TEST(is_near(rouge("", "testing"), 0));
  BOOST_TEST(is_near(rouge("testing", "..."), 0));
  BOOST_TEST(is_near(rouge("line one\nline two", "line one line two"), 1));
}

BOOST_AUTO_TEST_CASE(hand_counted_ngrams) {
  // Unigrams: 1 of 1 and 3: 2 x 1 / 4.
  BOOST_TEST(is_near(rouge_of("rouge1", "testing", {"testing one two"}), 0.5));
  // Pairs: 1 of 1 and 2: 2/3.
  BOOST_TEST(is_near(rouge_of("rouge2", "testing one", {"testing one two"}), 2.0 / 3));
  BOOST_TEST(rouge_of("rouge2", "testing", {"testing one two"}) == 0.0);
  // A token counts as often as both have it: 1 of 3 and 2: 2/5.
  BOOST_TEST(is_near(rouge_of("rouge1", "a a a", {"a b"}), 0.4));
  // The order of words does not count.
  BOOST_TEST(rouge_of("rouge1", "two one", {"one two"}) == 1.0);
}

BOOST_AUTO_TEST_CASE(hand_counted_summaries) {
  // rouge_score's own: "w1 w2" with the first line, "w1 w3 w5" with the second: 4 of 10 and 5.
  BOOST_TEST(is_near(rouge_of("rougeLsum", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", {"w1 w2 w3 w4 w5"}),
                     8.0 / 15));
  // Lines in another order are found all the same; as one text two of four words are.
  BOOST_TEST(is_near(rouge_of("rougeLsum", "c d\na b", {"a b\nc d"}), 1));
  BOOST_TEST(is_near(rouge_of("rougeL", "c d\na b", {"a b\nc d"}), 0.5));
  // "a" stands in both lines of the reference and once in what was said: 1 of 1 and 2.
  BOOST_TEST(is_near(rouge_of("rougeLsum", "a", {"a\na"}), 2.0 / 3));
  BOOST_TEST(rouge_of("rougeLsum", "/", {"w1 w2"}) == 0.0);
  BOOST_TEST(rouge_of("rougeLsum", "w1", {""}) == 0.0);
}

BOOST_AUTO_TEST_CASE(the_scores_of_rouge_1_5_5) {
  BOOST_TEST(is_near(rouge_of("rouge1", kPrediction0, {kTarget0}), 0.51163, 5e-6));
  BOOST_TEST(is_near(rouge_of("rouge2", kPrediction0, {kTarget0}), 0.39024, 5e-6));
  BOOST_TEST(is_near(rouge_of("rougeL", kPrediction0, {kTarget0}), 0.51163, 5e-6));
  BOOST_TEST(is_near(rouge_of("rouge1", kPrediction1, {kTarget1}), 0.50000, 5e-6));
  BOOST_TEST(is_near(rouge_of("rouge2", kPrediction1, {kTarget1}), 0.36364, 5e-6));
  BOOST_TEST(is_near(rouge_of("rougeL", kPrediction1, {kTarget1}), 0.50000, 5e-6));
}

BOOST_AUTO_TEST_CASE(the_scores_of_rouge_1_5_5_with_stems) {
  const RougeOptions stems = {.use_stemmer = true};
  BOOST_TEST(is_near(rouge_of("rouge1", kPrediction0, {kTarget0}, stems), 0.51163, 5e-6));
  BOOST_TEST(is_near(rouge_of("rouge1", kPrediction1, {kTarget1}, stems), 0.52941, 5e-6));
  BOOST_TEST(is_near(rouge_of("rouge2", kPrediction1, {kTarget1}, stems), 0.36364, 5e-6));
  const std::string target =
      std::string(kTarget0) + "\n" + kTarget1 +
      "\nNhETebUbBk'er WOvoHMTjSRizKgH'vHiing Xu,hWxfs VkNE QhgKiLHE -HidivzoM.dO anhtion "
      "jbLQiSGDTCsuhREebUaKM dv J dVN tmbOT\nvMR HDm,xOAetion D,tion HJtodT.mHl UIv-p "
      "VjWH'BdyWjnfGU-OjT aEMdFICyLWfQMtion wEMfdOKing AwkeKbO 'DxqNOHBH qKtVvm OYJl mM\n";
  const std::string prediction =
      std::string(kPrediction0) + "\n" + kPrediction1 +
      "\nxfs VkJE QhgKiLHE -HidivzoM.dO anhing jbLQiSGDTCsuhREebUaKM dv J\n"
      "VjWH'BdyWjnfGU-OjTNaEMdFICyLWfQMing wEMfdOKijg AwkeKbO 'DxqNO\n";
  BOOST_TEST(is_near(rouge_of("rougeLsum", prediction, {target}, stems), 0.47205, 5e-6));
}

BOOST_AUTO_TEST_CASE(the_best_reference_counts_for_each_score) {
  // The example of evaluate's documentation: 0.8333, 0.5, 0.8333, 0.8333.
  RougeMetric metric;
  metric.add("hello there", {"hello", "there"});
  metric.add("general kenobi", {"general kenobi", "general yoda"});
  BOOST_TEST(is_near(value_of(metric, "rouge1"), (2.0 / 3 + 1) / 2));
  BOOST_TEST(is_near(value_of(metric, "rouge2"), 0.5));
  BOOST_TEST(is_near(value_of(metric, "rougeL"), (2.0 / 3 + 1) / 2));
  BOOST_TEST(is_near(value_of(metric, "rougeLsum"), (2.0 / 3 + 1) / 2));
  BOOST_TEST(metric.signature() == "ROUGE|measure:F|tok:a-z0-9|stem:no|refs:best");
}

BOOST_AUTO_TEST_CASE(chinese_needs_the_option) {
  // By default no character of it is a token, as in rouge_score.
  BOOST_TEST(rouge_of("rougeL", "我爱北京", {"我爱北京"}) == 0.0);
  const RougeOptions characters = {.characters = true};
  BOOST_TEST(rouge_of("rougeL", "我爱北京", {"我爱北京。"}, characters) == 1.0);
  // 我 爱 in common, of 4 and 4.
  BOOST_TEST(rouge_of("rougeL", "我爱北京", {"我爱上海"}, characters) == 0.5);
  BOOST_CHECK(rouge_tokens("在GPT-2上，训练３次", characters) ==
              (Texts{"在", "gpt", "2", "上", "训", "练", "３", "次"}));
  RougeMetric metric(characters);
  BOOST_TEST(metric.signature() == "ROUGE|measure:F|tok:a-z0-9+chars|stem:no|refs:best");
}

BOOST_AUTO_TEST_CASE(short_words_have_no_stem) {
  const RougeOptions stems = {.use_stemmer = true};
  BOOST_CHECK(rouge_tokens("the cats was running", stems) == (Texts{"the", "cat", "was", "run"}));
}

BOOST_AUTO_TEST_CASE(a_text_needs_a_reference) {
  RougeMetric metric;
  BOOST_CHECK_THROW(metric.add("a", {}), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
