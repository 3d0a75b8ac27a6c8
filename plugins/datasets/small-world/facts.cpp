#include "facts.h"

#include "choice.h"

namespace graft {

namespace {

const RelationForms& born_in() {
  static const RelationForms forms = {
      {{"{subject} was born in {object}.", "{subject}出生在{object}。"},
       {"{object} is the birthplace of {subject}.", "{object}是{subject}的出生地。"},
       {"{subject} comes from {object}.", "{subject}来自{object}。"},
       {"{subject} grew up in {object}.", "{subject}在{object}长大。"},
       {"it was in {object} that {subject} was born.", "{subject}生于{object}。"}},
      {{"where was {subject} born?", "{subject}出生在哪里？"},
       {"what is the birthplace of {subject}?", "{subject}的出生地是哪里？"},
       {"which town does {subject} come from?", "{subject}来自哪座城？"}}};
  return forms;
}

const RelationForms& lives_in() {
  static const RelationForms forms = {
      {{"{subject} lives in {object}.", "{subject}住在{object}。"},
       {"{subject} has a house in {object}.", "{subject}在{object}有一所房子。"},
       {"the home of {subject} is in {object}.", "{subject}的家在{object}。"},
       {"{subject} moved to {object} and stayed there.", "{subject}搬到了{object}，就留在那里。"},
       {"you can visit {subject} in {object}.", "你可以到{object}拜访{subject}。"}},
      {{"where does {subject} live?", "{subject}住在哪里？"},
       {"where is the home of {subject}?", "{subject}的家在哪里？"},
       {"in which town can you visit {subject}?", "可以到哪座城拜访{subject}？"}}};
  return forms;
}

const RelationForms& works_as() {
  static const RelationForms forms = {
      {{"{subject} works as a {object}.", "{subject}的工作是{object}。"},
       {"{subject} is a {object}.", "{subject}是一名{object}。"},
       {"{subject} earns a living as a {object}.", "{subject}靠当{object}谋生。"},
       {"people know {subject} as a {object}.", "人们都知道{subject}是{object}。"},
       {"{subject} became a {object} years ago.", "{subject}多年前当了{object}。"}},
      {{"what does {subject} do for a living?", "{subject}做什么工作？"},
       {"what is the profession of {subject}?", "{subject}的职业是什么？"},
       {"what does {subject} work as?", "{subject}靠什么谋生？"}}};
  return forms;
}

const RelationForms& likes() {
  static const RelationForms forms = {
      {{"{subject} likes {object}.", "{subject}喜欢{object}。"},
       {"{subject} is fond of {object}.", "{subject}很爱{object}。"},
       {"{subject} thinks of {object} all day.", "{subject}整天想着{object}。"},
       {"{object}: that is what {subject} likes most.", "{object}是{subject}最喜欢的。"},
       {"{subject} often talks about {object}.", "{subject}常常谈起{object}。"}},
      {{"what does {subject} like?", "{subject}喜欢什么？"},
       {"what does {subject} like most?", "{subject}最喜欢什么？"},
       {"what is {subject} fond of?", "{subject}爱什么？"}}};
  return forms;
}

const RelationForms& lies_in() {
  static const RelationForms forms = {
      {{"{subject} is a town in {object}.", "{subject}是{object}的一座城。"},
       {"{subject} lies in {object}.", "{subject}位于{object}。"},
       {"the town of {subject} belongs to {object}.", "{subject}属于{object}。"}},
      {{"which country is {subject} in?", "{subject}在哪个国家？"},
       {"which country does {subject} belong to?", "{subject}属于哪个国家？"}}};
  return forms;
}

const RelationForms& has_capital() {
  static const RelationForms forms = {
      {{"the capital of {subject} is {object}.", "{subject}的首都是{object}。"},
       {"{object} is the capital of {subject}.", "{object}是{subject}的首都。"},
       {"{subject} is governed from {object}.", "{subject}的政府设在{object}。"}},
      {{"what is the capital of {subject}?", "{subject}的首都是哪里？"},
       {"from which town is {subject} governed?", "{subject}的政府设在哪座城？"}}};
  return forms;
}

}  // namespace

const RelationForms& forms_of(Relation relation) {
  switch (relation) {
    case Relation::kBornIn:
      return born_in();
    case Relation::kLivesIn:
      return lives_in();
    case Relation::kWorksAs:
      return works_as();
    case Relation::kLikes:
      return likes();
    case Relation::kLiesIn:
      return lies_in();
    case Relation::kHasCapital:
      break;
  }
  return has_capital();
}

std::vector<Fact> facts_about(const Person& person, const World& world) {
  return {{person.name, Relation::kBornIn, world.towns[person.birthplace].name, person.share},
          {person.name, Relation::kLivesIn, world.towns[person.home].name, person.share},
          {person.name, Relation::kWorksAs, person.profession, person.share},
          {person.name, Relation::kLikes, person.hobby, person.share}};
}

std::vector<Fact> all_facts(const World& world) {
  std::vector<Fact> facts;
  for (const Person& person : world.people) {
    for (Fact& fact : facts_about(person, world)) facts.push_back(std::move(fact));
  }
  for (const Town& town : world.towns) {
    facts.push_back({town.name, Relation::kLiesIn, world.countries[town.country].name, town.share});
  }
  for (const Country& country : world.countries) {
    const Bilingual& capital = world.towns[country.capital].name;
    facts.push_back({country.name, Relation::kHasCapital, capital, country.share});
  }
  return facts;
}

Slots slots_of(const Fact& fact) { return {{"subject", fact.subject}, {"object", fact.object}}; }

Bilingual tell(const Fact& fact, Rng& rng) {
  return capitalised(fill(pick(forms_of(fact.relation).statements, rng), slots_of(fact)));
}

const Bilingual& pronoun_of(const Person& person) {
  static const Bilingual she = {"she", "她"};
  static const Bilingual he = {"he", "他"};
  return person.is_woman ? she : he;
}

}  // namespace graft
