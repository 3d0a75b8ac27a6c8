#include "framework/generate/logits_filters.h"

#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "framework/model_io/safetensors.h"

namespace {

using graft::Scores;
using Ids = std::vector<std::int64_t>;

constexpr float kOut = -std::numeric_limits<float>::infinity();

void check_equal(const Scores& found, const Scores& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool is_equal = found[i] == expected[i] ||
                          std::fabs(found[i] - expected[i]) <= 1e-6f * std::fabs(expected[i]);
    BOOST_TEST(is_equal, "token " << i << ": " << found[i] << ", expected " << expected[i]);
  }
}

Scores filtered(Scores scores, const std::function<void(Scores&)>& filter) {
  filter(scores);
  return scores;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(logits_filters)

BOOST_AUTO_TEST_CASE(temperature_divides) {
  check_equal(filtered({1, -2}, [](Scores& s) { graft::apply_temperature(s, 0.5); }), {2, -4});
}

BOOST_AUTO_TEST_CASE(top_k_keeps_the_highest_and_what_equals_the_last) {
  check_equal(filtered({3, 1, 2, 5}, [](Scores& s) { graft::keep_top_k(s, 2); }),
              {3, kOut, kOut, 5});
  check_equal(filtered({3, 1, 3, 5}, [](Scores& s) { graft::keep_top_k(s, 2); }), {3, kOut, 3, 5});
  check_equal(filtered({3, 1}, [](Scores& s) { graft::keep_top_k(s, 9); }), {3, 1});
}

BOOST_AUTO_TEST_CASE(top_p_keeps_the_fewest_that_reach_the_probability) {
  const Scores scores = {std::log(0.5f), std::log(0.3f), std::log(0.15f), std::log(0.05f)};
  check_equal(filtered(scores, [](Scores& s) { graft::keep_top_p(s, 0.7, 1); }),
              {scores[0], scores[1], kOut, kOut});
  check_equal(filtered(scores, [](Scores& s) { graft::keep_top_p(s, 0.01, 1); }),
              {scores[0], kOut, kOut, kOut});
  check_equal(filtered(scores, [](Scores& s) { graft::keep_top_p(s, 0.01, 3); }),
              {scores[0], scores[1], scores[2], kOut});
}

BOOST_AUTO_TEST_CASE(min_p_keeps_a_share_of_the_likeliest) {
  const Scores scores = {std::log(0.5f), std::log(0.3f), std::log(0.15f), std::log(0.05f)};
  check_equal(filtered(scores, [](Scores& s) { graft::keep_min_p(s, 0.25, 1); }),
              {scores[0], scores[1], scores[2], kOut});
}

BOOST_AUTO_TEST_CASE(repeated_tokens_get_weaker_once_whatever_their_sign) {
  check_equal(filtered({2, -2, 1},
                       [](Scores& s) {
                         graft::penalize_repetition(s, {0, 1, 0}, 2);
                       }),
              {1, -4, 1});
}

BOOST_AUTO_TEST_CASE(runs_of_tokens_are_not_repeated) {
  const Ids ids = {1, 2, 3, 1, 2};
  check_equal(filtered({0, 0, 0, 0}, [&](Scores& s) { graft::forbid_repeated_ngrams(s, ids, 3); }),
              {0, 0, 0, kOut});
  check_equal(filtered({0, 0, 0, 0}, [&](Scores& s) { graft::forbid_repeated_ngrams(s, ids, 1); }),
              {0, kOut, kOut, kOut});
  check_equal(filtered({0, 0, 0, 0}, [&](Scores& s) { graft::forbid_repeated_ngrams(s, ids, 7); }),
              {0, 0, 0, 0});
}

BOOST_AUTO_TEST_CASE(beams_keep_a_token_that_does_not_end_the_text) {
  graft::GenerationSettings settings;
  settings.do_sample = true;
  settings.top_k = 1;
  settings.num_beams = 2;
  settings.eos_token_id = 0;
  Scores scores = {3, 2, 1};
  graft::apply_filters(scores, {1}, 1, settings);
  check_equal(scores, {3, 2, kOut});
}

BOOST_AUTO_TEST_CASE(greedy_decoding_ignores_what_only_shapes_drawing) {
  graft::GenerationSettings settings;
  settings.temperature = 0.1;
  settings.top_k = 1;
  Scores scores = {3, 2, 1};
  graft::apply_filters(scores, {1}, 1, settings);
  check_equal(scores, {3, 2, 1});
}

BOOST_AUTO_TEST_CASE(normalized_scores_are_log_probabilities) {
  const auto normalize = [](Scores& s) { graft::normalize(s); };
  check_equal(filtered({0, std::log(3.0f)}, normalize), {std::log(0.25f), std::log(0.75f)});
  check_equal(filtered({1000, 1000}, normalize), {std::log(0.5f), std::log(0.5f)});
}

BOOST_AUTO_TEST_CASE(filters_equal_those_of_the_reference) {
  const std::string path = GRAFT_SHARED_DIR "/fixtures/misc/logits_filters.safetensors";
  if (!std::filesystem::exists(path)) {
    BOOST_TEST_MESSAGE("skipped: no " << path);
    return;
  }
  const graft::SafetensorsFile file = graft::read_safetensors(path);
  const graft::Tensor& logits = *file.find("logits");
  const graft::Tensor& input_ids = *file.find("input_ids");
  using Filter = std::function<void(Scores&, const Ids&)>;
  const std::vector<std::pair<std::string, Filter>> filters = {
      {"temperature", [](Scores& s, const Ids&) { graft::apply_temperature(s, 0.7); }},
      {"top_k", [](Scores& s, const Ids&) { graft::keep_top_k(s, 5); }},
      {"top_p", [](Scores& s, const Ids&) { graft::keep_top_p(s, 0.8, 1); }},
      {"top_p_small", [](Scores& s, const Ids&) { graft::keep_top_p(s, 0.01, 1); }},
      {"min_p", [](Scores& s, const Ids&) { graft::keep_min_p(s, 0.1, 1); }},
      {"repetition_penalty",
       [](Scores& s, const Ids& ids) { graft::penalize_repetition(s, ids, 1.3); }},
      {"no_repeat_2gram",
       [](Scores& s, const Ids& ids) { graft::forbid_repeated_ngrams(s, ids, 2); }},
      {"min_length", [](Scores& s, const Ids& ids) {
         graft::GenerationSettings settings;
         settings.min_length = 20;
         settings.eos_token_id = 3;
         graft::apply_filters(s, ids, 0, settings);
       }}};
  for (const auto& [name, filter] : filters) {
    const graft::Tensor& expected = *file.find(name);
    const std::int64_t vocab_size = logits.dim(1);
    const std::int64_t length = input_ids.dim(1);
    for (std::int64_t row = 0; row < logits.dim(0); ++row) {
      const float* begin = logits.data<float>() + row * vocab_size;
      const std::int64_t* ids = input_ids.data<std::int64_t>() + row * length;
      Scores scores(begin, begin + vocab_size);
      filter(scores, Ids(ids, ids + length));
      const float* wanted = expected.data<float>() + row * vocab_size;
      BOOST_TEST_CONTEXT(name << ", row " << row) {
        check_equal(scores, Scores(wanted, wanted + vocab_size));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
