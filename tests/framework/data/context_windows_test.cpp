#include "framework/data/context_windows.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "tests/plugins/tiny/architecture.h"
#include "tests/plugins/tiny/tokenizer.h"

namespace graft {
namespace {

/// Reads twelve letters at a time.
Tiny small_model() {
  Rng rng(1);
  return Tiny({.max_positions = 12, .vocab_size = 129}, HeadSpec{}, rng);
}

QuestionContext windows_of(const std::string& question, const std::string& context,
                           std::int64_t stride) {
  return context_windows(question, context, Letters(), small_model(), stride);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(windows_over_long_contexts)

BOOST_AUTO_TEST_CASE(a_short_context_is_one_window_behind_its_question) {
  const QuestionContext read = windows_of("who", "a cat", 2);
  BOOST_TEST_REQUIRE(read.windows.size() == 1u);
  const ContextWindow& window = read.windows.front();
  BOOST_TEST(Letters().decode(window.ids, true) == "who\na cat");
  BOOST_TEST(window.position == 4u);
  BOOST_TEST(window.count == 5u);
  BOOST_TEST(!read.is_question_cut);
}

BOOST_AUTO_TEST_CASE(windows_cover_the_context_and_share_the_stride) {
  const std::string context = "abcdefghijklmnopqrst";
  const QuestionContext read = windows_of("who", context, 4);
  std::size_t covered = 0;
  for (const ContextWindow& window : read.windows) {
    BOOST_TEST(window.ids.size() <= 12u);
    BOOST_TEST(window.first == (covered == 0 ? 0 : covered - 4));
    covered = window.first + window.count;
    BOOST_TEST(Letters().decode(window.ids, true) ==
               "who\n" + context.substr(window.first, window.count));
  }
  BOOST_TEST(covered == context.size());
}

BOOST_AUTO_TEST_CASE(a_question_never_takes_more_than_half) {
  const QuestionContext read = windows_of("a very long question indeed", "abcdefgh", 100);
  BOOST_TEST(read.is_question_cut);
  BOOST_TEST(read.windows.front().position == 6u);
  BOOST_TEST(read.windows.size() == 2u);
  BOOST_CHECK_THROW(windows_of("who", "", 2), InputError);
}

BOOST_AUTO_TEST_CASE(the_best_answer_lies_in_the_context_and_is_not_too_long) {
  const QuestionContext read = windows_of("who", "a cat", 2);
  const ContextWindow& window = read.windows.front();
  // The question's logits are the highest and do not count.
  std::vector<float> start = {9, 9, 9, 9, 0, 0, 3, 0, 0};
  std::vector<float> end = {9, 9, 9, 9, 0, 4, 0, 1, 2};
  AnswerSpan best = best_answer(window, start.data(), end.data(), 30);
  BOOST_TEST(best.first == 2u);
  BOOST_TEST(best.last == 4u);
  BOOST_TEST(best.score == 5.0);
  BOOST_TEST(answer_text("a cat", read.context, best.first, best.last) == "cat");
  best = best_answer(window, start.data(), end.data(), 2);  // c and a, or space alone
  BOOST_TEST(best.score == 4.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
