#include "plugins/datasets/small-world/reviews.h"

#include <string>

#include <boost/test/unit_test.hpp>

using graft::EvaluativeWord;
using graft::Polarity;
using graft::Review;
using graft::Rng;
using graft::Share;
using graft::World;

namespace {

constexpr int kReviews = 300;

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Whether the clause with this word turns it round.
bool is_negated(const Review& review, const EvaluativeWord& word) {
  const std::string& text = review.text.english;
  const std::size_t end = text.find(word.word.english);
  const std::size_t last_stop = text.find_last_of(".;,", end);
  const std::string before = text.substr(last_stop + 1, end - last_stop - 1);
  return holds(before, " not ") || holds(before, " never ") || holds(before, "obody ");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(small_world_reviews)

BOOST_AUTO_TEST_CASE(every_clause_speaks_for_the_polarity) {
  const World world = graft::make_world(1);
  Rng rng(1);
  int negated = 0;
  for (int i = 0; i < kReviews; ++i) {
    const Polarity polarity = i % 2 == 0 ? Polarity::kPositive : Polarity::kNegative;
    const Review review =
        graft::make_review(world, Share::kTrain, polarity, graft::kShortReview, rng);
    BOOST_TEST(!review.words.empty());
    if (review.words.size() == 2 && review.words[0] == review.words[1]) continue;
    for (const EvaluativeWord* word : review.words) {
      const bool turned = is_negated(review, *word);
      negated += turned ? 1 : 0;
      BOOST_CHECK_MESSAGE((word->polarity == polarity) != turned, review.text.english);
    }
  }
  BOOST_TEST(negated > kReviews / 20);
  BOOST_TEST(negated < kReviews / 2);
}

BOOST_AUTO_TEST_CASE(both_languages_hold_the_same_words) {
  const World world = graft::make_world(1);
  Rng rng(2);
  for (int i = 0; i < kReviews; ++i) {
    const Review review =
        graft::make_review(world, Share::kTest, Polarity::kPositive, graft::kShortReview, rng);
    for (const EvaluativeWord* word : review.words) {
      BOOST_TEST(holds(review.text.english, word->word.english));
      BOOST_TEST(holds(review.text.chinese, word->word.chinese));
    }
  }
}

BOOST_AUTO_TEST_CASE(each_joint_is_another_one_in_both_languages) {
  const World world = graft::make_world(1);
  Rng rng(5);
  const graft::ReviewStyle two_clauses = {2, 2, 45, 0};
  int joined = 0;
  for (int i = 0; i < kReviews; ++i) {
    const Review review =
        graft::make_review(world, Share::kTrain, Polarity::kPositive, two_clauses, rng);
    const bool has_and = holds(review.text.english, ", and ");
    BOOST_TEST(has_and == holds(review.text.chinese, "，而且"));
    BOOST_TEST(holds(review.text.english, "; ") == holds(review.text.chinese, "；"));
    joined += has_and ? 1 : 0;
  }
  BOOST_TEST(joined > kReviews / 5);
}

BOOST_AUTO_TEST_CASE(a_review_belongs_to_the_share_that_was_asked_for) {
  const World world = graft::make_world(1);
  Rng rng(3);
  for (const Share share : {Share::kCorpus, Share::kTrain, Share::kValidation, Share::kTest}) {
    for (int i = 0; i < 50; ++i) {
      const Review review =
          graft::make_review(world, share, Polarity::kNegative, graft::kShortReview, rng);
      BOOST_CHECK(graft::share_of_instance(review.text.english) == share);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_review_holds_no_verdict) {
  const World world = graft::make_world(1);
  Rng rng(4);
  for (int i = 0; i < kReviews; ++i) {
    const Review review =
        graft::make_review(world, Share::kTest, Polarity::kPositive, graft::kShortReview, rng);
    for (int k = 0; k < 20; ++k) {
      for (const Polarity polarity : {Polarity::kPositive, Polarity::kNegative}) {
        const graft::Bilingual verdict = graft::make_verdict(review.subject, polarity, rng);
        BOOST_TEST(!holds(review.text.english, verdict.english));
        BOOST_TEST(!holds(review.text.chinese, verdict.chinese));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
