#pragma once

#include <cstdint>
#include <vector>

#include "evaluative_words.h"
#include "phrase.h"
#include "share.h"

namespace graft {

struct Town {
  Bilingual name;
  int country = 0;  // index into World::countries
  Share share = Share::kCorpus;
};

struct Country {
  Bilingual name;
  int capital = 0;  // index into World::towns
  Share share = Share::kCorpus;
};

struct Person {
  Bilingual name;
  bool is_woman = false;
  int birthplace = 0;  // index into World::towns
  int home = 0;        // index into World::towns, never the birthplace
  Bilingual profession;
  Bilingual hobby;
  Share share = Share::kCorpus;
};

/// Everything that is true, all of it drawn from one seed.
struct World {
  std::uint64_t seed = 0;
  std::vector<Country> countries;
  std::vector<Town> towns;
  std::vector<Person> people;
  EvaluativeWords words;
};

/// 8 countries, 24 towns, 80 people and the evaluative words. The same seed gives the same world.
World make_world(std::uint64_t seed);

/// A person of that share.
const Person& pick_person(const World& world, Share share, Rng& rng);

}  // namespace graft
