#include "translations.h"

#include "choice.h"
#include "reviews.h"

namespace graft {

Bilingual make_translation(const World& world, const std::vector<Fact>& facts, Share share,
                           Rng& rng) {
  if (happens(40, rng)) {
    const Polarity polarity = happens(50, rng) ? Polarity::kPositive : Polarity::kNegative;
    return make_review(world, share, polarity, kShortReview, rng).text;
  }
  while (true) {
    const Fact& fact = pick(facts, rng);
    if (fact.share == share) return tell(fact, rng);
  }
}

}  // namespace graft
