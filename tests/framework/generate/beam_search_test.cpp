#include "framework/generate/beam_search.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/generate/beam_hypotheses.h"
#include "framework/generate/logits_filters.h"
#include "graft/error.h"
#include "tests/framework/generate/successor_model.h"

namespace {

using graft::GeneratedSequence;
using graft::GenerationSettings;
using graft::tests::five_tokens;
using graft::tests::SuccessorModel;
using Ids = std::vector<std::int64_t>;

GenerationSettings beams(std::int64_t count, std::int64_t new_tokens) {
  GenerationSettings settings;
  settings.num_beams = count;
  settings.max_new_tokens = new_tokens;
  return settings;
}

/// Log-probability of a whole continuation of token 0 under the table.
double log_probability(const Ids& ids) {
  double total = 0.0;
  for (std::size_t i = 1; i < ids.size(); ++i) {
    graft::Scores scores = five_tokens()[static_cast<std::size_t>(ids[i - 1])];
    graft::normalize(scores);
    total += static_cast<double>(scores[static_cast<std::size_t>(ids[i])]);
  }
  return total;
}

GeneratedSequence named(std::int64_t id) { return GeneratedSequence{{id}, {}, 0.0}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(beam_search)

BOOST_AUTO_TEST_CASE(enough_beams_find_the_likeliest_sequence_of_all) {
  Ids best;
  double best_score = -1e9;
  for (int code = 0; code < 5 * 5 * 5; ++code) {
    const Ids ids = {0, code / 25, code / 5 % 5, code % 5};
    const double score = log_probability(ids);
    if (score > best_score) {
      best_score = score;
      best = ids;
    }
  }
  SuccessorModel model(five_tokens());
  const auto results = graft::generate(model, {}, {0}, beams(25, 3));
  BOOST_TEST(results[0].ids == best, boost::test_tools::per_element());
  BOOST_TEST(results[0].score == best_score / 3, boost::test_tools::tolerance(1e-5));
  // Greedy decoding does not find it: otherwise this case would prove nothing.
  BOOST_TEST((graft::generate(model, {}, {0}, beams(1, 3))[0].ids != best));
}

BOOST_AUTO_TEST_CASE(results_are_different_and_sorted) {
  SuccessorModel model(five_tokens());
  GenerationSettings settings = beams(4, 3);
  settings.num_return_sequences = 4;
  settings.eos_token_id = 4;
  const auto results = graft::generate(model, {}, {0}, settings);
  BOOST_TEST_REQUIRE(results.size() == 4u);
  std::set<Ids> different;
  for (const auto& result : results) different.insert(result.ids);
  BOOST_TEST(different.size() == 4u);
  for (std::size_t i = 1; i < results.size(); ++i) {
    BOOST_TEST(results[i - 1].score >= results[i].score);
  }
}

BOOST_AUTO_TEST_CASE(scores_are_sums_over_the_length_to_the_power_of_the_penalty) {
  SuccessorModel model(five_tokens());
  GenerationSettings settings = beams(3, 4);
  settings.eos_token_id = 4;
  settings.length_penalty = 0.7;
  settings.num_return_sequences = 3;
  for (const auto& result : graft::generate(model, {}, {0}, settings)) {
    const auto length = static_cast<double>(result.ids.size() - 1);
    BOOST_TEST(result.score == log_probability(result.ids) / std::pow(length, 0.7),
               boost::test_tools::tolerance(1e-5));
    BOOST_TEST(result.logprobs.size() == result.ids.size() - 1);
  }
}

BOOST_AUTO_TEST_CASE(drawn_beams_follow_their_seed) {
  SuccessorModel model(five_tokens());
  GenerationSettings settings = beams(3, 8);
  settings.do_sample = true;
  settings.seed = 1;
  const auto first = graft::generate(model, {}, {0}, settings)[0];
  BOOST_TEST(first.ids == graft::generate(model, {}, {0}, settings)[0].ids,
             boost::test_tools::per_element());
  std::set<Ids> different;
  for (settings.seed = 0; settings.seed < 10; ++settings.seed) {
    different.insert(graft::generate(model, {}, {0}, settings)[0].ids);
  }
  BOOST_TEST(different.size() > 1u);
}

BOOST_AUTO_TEST_CASE(filters_that_leave_too_little_are_an_error) {
  SuccessorModel model({{0.0f, 0.0f}, {0.0f, 0.0f}});
  GenerationSettings settings = beams(2, 3);
  settings.no_repeat_ngram_size = 1;
  BOOST_CHECK_THROW(graft::generate(model, {}, {0, 1}, settings), graft::InputError);
}

BOOST_AUTO_TEST_CASE(the_worst_hypothesis_is_forgotten) {
  GenerationSettings settings = beams(2, 5);
  settings.length_penalty = 1.0;
  graft::BeamHypotheses hypotheses(settings, 5);
  hypotheses.add(named(1), -4.0, 2);  // -2
  hypotheses.add(named(2), -1.0, 1);  // -1
  hypotheses.add(named(3), -9.0, 3);  // -3: worse than both
  hypotheses.add(named(4), -3.0, 2);  // -1.5
  const auto best = hypotheses.best(2);
  BOOST_TEST(best[0].ids[0] == 2);
  BOOST_TEST(best[1].ids[0] == 4);
}

BOOST_AUTO_TEST_CASE(early_stopping_decides_when_the_search_ends) {
  GenerationSettings settings = beams(1, 8);
  const auto is_done = [&](graft::Value early_stopping, double running_sum) {
    settings.early_stopping = std::move(early_stopping);
    graft::BeamHypotheses hypotheses(settings, 8);
    BOOST_TEST(!hypotheses.is_done(running_sum, 2));
    hypotheses.add(named(1), -2.0, 2);  // -1
    return hypotheses.is_done(running_sum, 2);
  };
  BOOST_TEST(is_done(true, -0.1));
  BOOST_TEST(!is_done(false, -0.1));    // -0.05 now
  BOOST_TEST(is_done(false, -4.0));     // -2 now
  BOOST_TEST(!is_done("never", -4.0));  // -0.5 at the greatest length
  BOOST_TEST(is_done("never", -16.0));  // -2 even then
}

BOOST_AUTO_TEST_SUITE_END()
