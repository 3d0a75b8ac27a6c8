#pragma once

#include <vector>

#include "graft/random.h"
#include "phrase.h"
#include "world.h"

namespace graft {

enum class Relation { kBornIn, kLivesIn, kWorksAs, kLikes, kLiesIn, kHasCapital };

/// One thing that is true: (subject, relation, object).
struct Fact {
  Bilingual subject;
  Relation relation = Relation::kBornIn;
  Bilingual object;
  Share share = Share::kCorpus;  // the subject's
};

/// How a relation is told and asked.
struct RelationForms {
  std::vector<Bilingual> statements;  // slots {subject} and {object}
  std::vector<Bilingual> questions;   // slot {subject}
};
const RelationForms& forms_of(Relation relation);

/// The four facts about a person: birthplace, home, profession, hobby.
std::vector<Fact> facts_about(const Person& person, const World& world);

/// Every fact of the world: people, then towns, then countries.
std::vector<Fact> all_facts(const World& world);

/// The slots {subject} and {object}.
Slots slots_of(const Fact& fact);

/// The fact told in one of its forms, in both languages.
Bilingual tell(const Fact& fact, Rng& rng);

/// "she" or "he".
const Bilingual& pronoun_of(const Person& person);

}  // namespace graft
