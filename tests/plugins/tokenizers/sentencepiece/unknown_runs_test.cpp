#include "plugins/tokenizers/sentencepiece/unknown_runs.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/random.h"
#include "plugins/tokenizers/sentencepiece/piece_model.h"
#include "tests/plugins/tokenizers/sentencepiece/small_model.h"

using namespace graft;
using namespace graft::tests;

namespace {

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

UnknownRuns runs_of(const std::vector<std::string>& pieces, std::string changed = "") {
  return {pieces, [changed = std::move(changed)](std::string_view text) {
            return changed.empty() || text.find(changed) == std::string_view::npos;
          }};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unknown_runs)

BOOST_AUTO_TEST_CASE(only_the_ends_of_a_long_run_are_left) {
  const UnknownRuns runs = runs_of({"ab", "好"});
  const std::string ends = repeated("🙂", 32) + repeated("é", 32);
  BOOST_TEST(runs.shortened("a" + repeated("🙂", 500) + repeated("é", 500) + "b") ==
             "a" + ends + "b");
  BOOST_TEST(runs.shortened(repeated("🙂", 65)) == repeated("🙂", 64));
  BOOST_TEST(runs.shortened("a" + ends + "好") == "a" + ends + "好");
  const std::string zeros(1000, '\0');
  BOOST_TEST(runs.shortened(zeros + "a" + zeros) ==
             zeros.substr(0, 64) + "a" + zeros.substr(0, 64));
}

BOOST_AUTO_TEST_CASE(known_characters_end_runs) {
  const UnknownRuns runs = runs_of({"ab", "好"});
  for (const std::string known : {"a", "b", "好"}) {
    const std::string text = repeated(repeated("é", 20) + known, 50);
    BOOST_TEST(runs.shortened(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(what_normalization_changes_ends_runs) {
  const std::string text = repeated("éü", 200);
  // A character, and two that become another one.
  BOOST_TEST(runs_of({"a"}, "ü").shortened(text) == text);
  BOOST_TEST(runs_of({"a"}, "üé").shortened(text) == text);
  BOOST_TEST(runs_of({"a"}, "üü").shortened(text).size() == 64u * 2);
}

BOOST_AUTO_TEST_CASE(models_give_shortened_runs_the_ids_of_long_ones) {
  const PieceModel model(small_model(), "m");
  Rng rng(3);
  for (int round = 0; round < 20; ++round) {
    // Long enough to be shortened, and not; the library makes one token of a run.
    std::string text;
    std::vector<std::int64_t> expected;
    for (std::int64_t left = rng.below(6); left >= 0; --left) {
      text += " ab" + repeated(rng.below(2) == 0 ? "é" : std::string(1, '\x01'),
                               static_cast<int>(1 + rng.below(300)));
      expected.insert(expected.end(), {5, 0});
    }
    std::vector<std::int64_t> ids;
    model.encode(text, ids);
    BOOST_TEST(ids == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
