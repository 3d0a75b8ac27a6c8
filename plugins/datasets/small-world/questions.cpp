#include "questions.h"

#include "choice.h"

namespace graft {

namespace {

const Fact& pick_fact(const std::vector<Fact>& facts, Share share, Rng& rng) {
  while (true) {
    const Fact& fact = pick(facts, rng);
    if (fact.share == share) return fact;
  }
}

}  // namespace

Question make_question(const World& world, const std::vector<Fact>& facts, Share share, Rng& rng) {
  const Fact& asked = pick_fact(facts, share, rng);
  Question question;
  question.question =
      capitalised(fill(pick(forms_of(asked.relation).questions, rng), slots_of(asked)));
  question.answer = asked.object;

  // Three sentences, the asked fact at a random place among them.
  const std::int64_t place = rng.below(3);
  for (std::int64_t i = 0; i < 3; ++i) {
    if (i == place) {
      question.context = follow(question.context, tell(asked, rng));
    } else {
      const std::vector<Fact> others = facts_about(pick_person(world, share, rng), world);
      question.context = follow(question.context, tell(pick(others, rng), rng));
    }
  }
  return question;
}

}  // namespace graft
