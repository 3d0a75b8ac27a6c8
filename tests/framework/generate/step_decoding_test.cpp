#include "framework/generate/step_decoding.h"

#include <cmath>
#include <map>
#include <set>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/framework/generate/successor_model.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::GenerationSettings;
using graft::tests::five_tokens;
using graft::tests::SuccessorModel;
using Ids = std::vector<std::int64_t>;

GenerationSettings tokens(std::int64_t count) {
  GenerationSettings settings;
  settings.max_new_tokens = count;
  return settings;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_decoding)

BOOST_AUTO_TEST_CASE(greedy_takes_the_likeliest_token_each_time) {
  SuccessorModel model(five_tokens());
  const auto results = graft::generate(model, {}, {2, 0}, tokens(4));
  BOOST_TEST_REQUIRE(results.size() == 1u);
  BOOST_TEST(results[0].ids == (Ids{2, 0, 1, 0, 1, 0}), boost::test_tools::per_element());
  BOOST_TEST(model.num_passed == 2 + 3);  // the prompt once, the last token never
}

BOOST_AUTO_TEST_CASE(scores_are_the_models_own_log_probabilities) {
  SuccessorModel model({{0.0f, std::log(3.0f)}, {0.0f, 0.0f}});
  GenerationSettings settings = tokens(1);
  settings.repetition_penalty = 2.0;
  const auto results = graft::generate(model, {}, {0}, settings);
  BOOST_TEST(results[0].ids.back() == 1);
  BOOST_TEST(results[0].logprobs[0] == std::log(0.75f), boost::test_tools::tolerance(1e-6f));
  BOOST_TEST(results[0].score == std::log(0.75), boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(an_end_token_ends_the_sequence_and_belongs_to_it) {
  SuccessorModel model(five_tokens());
  GenerationSettings settings = tokens(10);
  settings.eos_token_id = graft::Value::List{graft::Value(4), graft::Value(77)};
  const auto results = graft::generate(model, {}, {2}, settings);
  BOOST_TEST(results[0].ids == (Ids{2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_end_before_the_least_length) {
  SuccessorModel model(five_tokens());
  GenerationSettings settings = tokens(4);
  settings.eos_token_id = 4;
  settings.min_new_tokens = 3;
  const auto results = graft::generate(model, {}, {2}, settings);
  BOOST_TEST(results[0].ids == (Ids{2, 3, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_listener_hears_every_token_and_may_stop) {
  SuccessorModel model(five_tokens());
  Ids heard;
  const auto results = graft::generate(model, {}, {0}, tokens(10), [&](std::int64_t token) {
    heard.push_back(token);
    return heard.size() < 3;
  });
  BOOST_TEST(heard == (Ids{1, 0, 1}), boost::test_tools::per_element());
  BOOST_TEST(results[0].ids == (Ids{0, 1, 0, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(drawing_follows_the_probabilities) {
  SuccessorModel model(
      {{std::log(0.2f), std::log(0.5f), std::log(0.3f)}, {0.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 0.0f}});
  GenerationSettings settings = tokens(1);
  settings.do_sample = true;
  settings.num_return_sequences = 1000;
  std::map<std::int64_t, int> counts;
  for (const auto& result : graft::generate(model, {}, {0}, settings)) ++counts[result.ids.back()];
  // Three standard deviations of a thousand draws are below 50.
  BOOST_TEST(std::abs(counts[0] - 200) < 50);
  BOOST_TEST(std::abs(counts[1] - 500) < 50);
  BOOST_TEST(std::abs(counts[2] - 300) < 50);
}

BOOST_AUTO_TEST_CASE(the_same_seed_draws_the_same_and_rows_do_not_depend_on_each_other) {
  SuccessorModel model(five_tokens());
  GenerationSettings settings = tokens(12);
  settings.do_sample = true;
  settings.seed = 11;
  const Ids alone = graft::generate(model, {}, {0}, settings)[0].ids;
  settings.num_return_sequences = 6;
  settings.eos_token_id = 4;  // rows end at different times
  const auto together = graft::generate(model, {}, {0}, settings);
  std::set<Ids> different;
  for (const auto& result : together) different.insert(result.ids);
  BOOST_TEST(different.size() > 1u);
  Ids first = together[0].ids;
  BOOST_TEST(first == Ids(alone.begin(), alone.begin() + static_cast<std::ptrdiff_t>(first.size())),
             boost::test_tools::per_element());
  settings.seed = 12;
  BOOST_TEST((graft::generate(model, {}, {0}, settings)[0].ids != first));
}

BOOST_AUTO_TEST_CASE(text_goes_on_when_the_positions_are_used_up) {
  SuccessorModel model(five_tokens(), 8);
  const auto results = graft::generate(model, {}, {0}, tokens(50));
  BOOST_TEST(results[0].ids.size() == 51u);
  BOOST_TEST(results[0].ids[50] == 0);  // 0 and 1 in turn, as without a limit
  BOOST_TEST(results[0].ids[49] == 1);
}

BOOST_AUTO_TEST_CASE(prompts_that_cannot_be_read_are_refused) {
  SuccessorModel model(five_tokens(), 4);
  BOOST_TEST(graft::problem_text([&] {
               graft::generate(model, {}, {}, tokens(1));
             }).find("the prompt has no token") != std::string::npos);
  BOOST_CHECK_THROW(graft::generate(model, {}, {0, 0, 0, 0, 0}, tokens(1)), graft::InputError);
  GenerationSettings settings;
  settings.max_length = 2;
  BOOST_TEST(graft::problem_text([&] {
               graft::generate(model, {}, {0, 1}, settings);
             }).find("the prompt has 2 tokens and max_length is 2") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
