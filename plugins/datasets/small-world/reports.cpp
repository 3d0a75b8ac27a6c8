#include "reports.h"

#include <utility>
#include <vector>

#include "choice.h"
#include "facts.h"

namespace graft {

namespace {

const std::vector<Bilingual>& idle_sentences() {
  static const std::vector<Bilingual> list = {
      {"the weather was mild that year.", "那一年天气很温和。"},
      {"the streets were quiet when we came.", "我们来的时候街上很安静。"},
      {"the bus from {place} was late.", "从{place}来的车晚点了。"},
      {"we talked for an hour.", "我们谈了一个小时。"},
      {"many people come to the market on Sunday.", "星期天有很多人来市场。"},
      {"the road to {place} is long.", "去{place}的路很长。"}};
  return list;
}

}  // namespace

Report make_report(const World& world, Share share, Rng& rng) {
  const Person& person = pick_person(world, share, rng);
  const std::vector<Fact> facts = facts_about(person, world);
  Report report;
  bool is_first = true;
  for (const std::int64_t index : rng.permutation(static_cast<std::int64_t>(facts.size()))) {
    // The name stands in the first sentence; forms that begin with the subject go on with she or
    // he.
    Fact told = facts[static_cast<std::size_t>(index)];
    const Bilingual& form = is_first ? pick(forms_of(told.relation).statements, rng)
                                     : forms_of(told.relation).statements.front();
    if (!is_first) told.subject = pronoun_of(person);
    is_first = false;
    report.text = follow(report.text, capitalised(fill(form, slots_of(told))));
    if (happens(60, rng)) {
      const Slots slots = {{"place", pick(world.towns, rng).name}};
      report.text = follow(report.text, capitalised(fill(pick(idle_sentences(), rng), slots)));
    }
  }
  static const Bilingual summary = {
      "{person}, a {profession}, was born in {birthplace} and lives in {home}.",
      "{profession}{person}生于{birthplace}，住在{home}。"};
  report.summary = fill(summary, Slots{{"person", person.name},
                                       {"profession", person.profession},
                                       {"birthplace", world.towns[person.birthplace].name},
                                       {"home", world.towns[person.home].name}});
  return report;
}

}  // namespace graft
