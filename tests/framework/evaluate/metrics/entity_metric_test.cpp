#include "framework/evaluate/metrics/entity_metric.h"

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/evaluate/metrics/metric_values.h"

namespace graft {
namespace {

using Tags = std::vector<std::string>;

struct Sentence {
  Tags tags;
  Tags predictions;
};

EntityMetric metric_of(const std::vector<Sentence>& sentences, TagMode mode = TagMode::kConll) {
  EntityMetric metric({"A", "B", "C", "LOC", "MISC", "NP", "PER"}, mode);
  for (const Sentence& sentence : sentences) metric.add(sentence.tags, sentence.predictions);
  return metric;
}

struct Wanted {
  double f1;
  double precision;
  double recall;
  double macro_f1;
};

void check(const EntityMetric& metric, const Wanted& wanted) {
  BOOST_TEST(is_near(value_of(metric, "entity_f1"), wanted.f1));
  BOOST_TEST(is_near(value_of(metric, "entity_precision"), wanted.precision));
  BOOST_TEST(is_near(value_of(metric, "entity_recall"), wanted.recall));
  BOOST_TEST(is_near(value_of(metric, "entity_macro_f1"), wanted.macro_f1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(entity_metric)

BOOST_AUTO_TEST_CASE(the_example_of_seqeval) {
  // MISC begins a word too early: wrong. PER: right. 1 right of 2 said and 2 true.
  const auto metric = metric_of({{{"O", "O", "O", "B-MISC", "I-MISC", "I-MISC", "O"},
                                  {"O", "O", "B-MISC", "I-MISC", "I-MISC", "I-MISC", "O"}},
                                 {{"B-PER", "I-PER", "O"}, {"B-PER", "I-PER", "O"}}});
  check(metric, {0.5, 0.5, 0.5, 0.5});
  const std::vector<ClassReport> report = metric.type_report();
  BOOST_TEST(report[4].name == "MISC");
  BOOST_TEST(report[4].f1 == 0.0);
  BOOST_TEST(report[4].support == 1.0);
  BOOST_TEST(report[6].name == "PER");
  BOOST_TEST(report[6].f1 == 1.0);
  BOOST_TEST(report[0].support == 0.0);
}

BOOST_AUTO_TEST_CASE(the_report_of_seqevals_tests) {
  // A: 1 right of 1 said and 2 true: 2/3. B: 1. C is only said: 0. Micro: 2 of 3 said and 3 true.
  check(metric_of({{{"B-A", "B-B", "O", "B-A"}, {"O", "B-B", "B-C", "B-A"}}}),
        {2.0 / 3, 2.0 / 3, 2.0 / 3, (2.0 / 3 + 1 + 0) / 3});
}

BOOST_AUTO_TEST_CASE(a_missing_beginning_is_forgiven_unless_strict) {
  const std::vector<Sentence> sentences = {{{"B-NP", "I-NP", "O"}, {"I-NP", "I-NP", "O"}}};
  check(metric_of(sentences), {1, 1, 1, 1});
  check(metric_of(sentences, TagMode::kStrictIob2), {0, 0, 0, 0});
  BOOST_TEST(metric_of(sentences).signature() == "mode:conlleval");
  BOOST_TEST(metric_of(sentences, TagMode::kStrictIob2).signature() == "mode:strict|scheme:IOB2");
}

BOOST_AUTO_TEST_CASE(all_right) {
  check(metric_of({{{"B-A", "O", "B-B"}, {"B-A", "O", "B-B"}}}), {1, 1, 1, 1});
}

BOOST_AUTO_TEST_CASE(right_words_of_the_wrong_type_are_wrong) {
  check(metric_of({{{"B-PER", "I-PER"}, {"B-LOC", "I-LOC"}}}), {0, 0, 0, 0});
}

BOOST_AUTO_TEST_CASE(part_of_an_entity_is_wrong) {
  check(metric_of({{{"B-PER", "I-PER"}, {"B-PER", "O"}}}), {0, 0, 0, 0});
}

BOOST_AUTO_TEST_CASE(an_entity_cut_in_two_is_wrong_twice) {
  // Said: [0, 1) and [1, 2). True: [0, 2) and [3, 4). Right: [3, 4): 1 of 3 said, 1 of 2 true.
  check(metric_of({{{"B-A", "I-A", "O", "B-A"}, {"B-A", "B-A", "O", "B-A"}}}),
        {0.4, 1.0 / 3, 0.5, 0.4});
}

BOOST_AUTO_TEST_CASE(a_type_that_changes_on_the_way) {
  // Said: A [0, 1), B [1, 2). True: A [0, 1), B [1, 2), C [2, 3). 2 of 2 said, 2 of 3 true.
  check(metric_of({{{"B-A", "B-B", "B-C"}, {"B-A", "I-B", "O"}}}), {0.8, 1, 2.0 / 3, 2.0 / 3});
}

BOOST_AUTO_TEST_CASE(nothing_said) { check(metric_of({{{"B-A"}, {"O"}}}), {0, 0, 0, 0}); }

BOOST_AUTO_TEST_CASE(nothing_there) { check(metric_of({{{"O", "O"}, {"O", "O"}}}), {0, 0, 0, 0}); }

BOOST_AUTO_TEST_CASE(entities_do_not_reach_over_sentences) {
  // The second sentence begins with I: its own entity. True: [0, 1) in both. 2 of 2.
  check(metric_of({{{"B-A"}, {"B-A"}}, {{"I-A"}, {"B-A"}}}), {1, 1, 1, 1});
}

BOOST_AUTO_TEST_CASE(rare_types_weigh_as_much_in_the_macro_mean) {
  // A: 3 right of 3. B: 0 of 1. Micro: 3 of 3 said and 4 true: 6/7. Macro: 1/2.
  check(metric_of({{{"B-A", "B-A", "B-A", "B-B"}, {"B-A", "B-A", "B-A", "O"}}}),
        {6.0 / 7, 1, 0.75, 0.5});
}

BOOST_AUTO_TEST_CASE(unknown_types_and_other_lengths_are_refused) {
  EntityMetric metric({"A"});
  BOOST_CHECK_THROW(metric.add({"B-X"}, {"O"}), InputError);
  BOOST_CHECK_THROW(metric.add({"O"}, {"B-X"}), InputError);
  BOOST_CHECK_THROW(metric.add({"O"}, {"O", "O"}), Error);
  BOOST_TEST(metric.num_items() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
