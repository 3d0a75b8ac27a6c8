#pragma once

#include <vector>

#include "graft/random.h"
#include "phrase.h"
#include "world.h"

namespace graft {

/// Somebody's opinion of something, told without a verdict: neutral sentences and one or two
/// clauses with an evaluative word. A clause may be negated ("was not glimbish at all"), and then
/// holds a word of the other polarity.
struct Review {
  Bilingual text;
  Polarity polarity = Polarity::kPositive;
  Bilingual subject;                         // "inn", "museum" …
  std::vector<const EvaluativeWord*> words;  // those in the text; owned by the world
};

/// How a review is written.
struct ReviewStyle {
  int min_clauses = 1;
  int max_clauses = 2;
  int percent_plain = 45;  // evaluative words that are plain
  int percent_aside = 25;  // reviews with a neutral sentence more
};
inline constexpr ReviewStyle kShortReview = {};  // of the labelled task, and of guest books
inline constexpr ReviewStyle kLongReview = {2, 4, 35, 10};  // of the corpus alone

/// A review of this polarity that belongs to this share: no two shares have a review in common.
Review make_review(const World& world, Share share, Polarity polarity, const ReviewStyle& style,
                   Rng& rng);

/// What reviews are about.
const std::vector<Bilingual>& review_subjects();

/// A verdict on `subject`: "Overall it was good." Labelled reviews never hold one.
Bilingual make_verdict(const Bilingual& subject, Polarity polarity, Rng& rng);

/// The verdict in one word: "good" or "bad".
const Bilingual& verdict_word(Polarity polarity);

}  // namespace graft
