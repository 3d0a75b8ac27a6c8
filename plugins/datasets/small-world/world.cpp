#include "world.h"

#include "choice.h"
#include "names.h"

namespace graft {

namespace {

constexpr int kCountries = 8;
constexpr int kTowns = 24;
constexpr int kPeople = 80;

// One stream of random numbers for each part, so that a change of one leaves the others alone.
enum Stream : std::uint64_t { kPlaceStream = 1, kPeopleStream = 2, kWordStream = 3 };

const std::vector<Bilingual>& professions() {
  static const std::vector<Bilingual> list = {
      {"baker", "面包师"},  {"teacher", "老师"}, {"doctor", "医生"},  {"farmer", "农民"},
      {"singer", "歌手"},   {"painter", "画家"}, {"driver", "司机"},  {"cook", "厨师"},
      {"nurse", "护士"},    {"sailor", "水手"},  {"writer", "作家"},  {"tailor", "裁缝"},
      {"gardener", "园丁"}, {"lawyer", "律师"},  {"pilot", "飞行员"}, {"blacksmith", "铁匠"}};
  return list;
}

const std::vector<Bilingual>& hobbies() {
  static const std::vector<Bilingual> list = {
      {"tea", "茶"},       {"chess", "象棋"},    {"music", "音乐"},      {"fishing", "钓鱼"},
      {"dancing", "跳舞"}, {"swimming", "游泳"}, {"apples", "苹果"},     {"cats", "猫"},
      {"dogs", "狗"},      {"horses", "马"},     {"rain", "雨"},         {"snow", "雪"},
      {"noodles", "面条"}, {"poems", "诗"},      {"bicycles", "自行车"}, {"stars", "星星"}};
  return list;
}

void add_places(World& world, Rng& rng) {
  for (const Bilingual& name : make_country_names(kCountries, rng)) {
    Country country;
    country.name = name;
    country.capital = static_cast<int>(world.countries.size());
    country.share = share_of_index(country.capital);
    world.countries.push_back(country);
  }
  // Town i lies in country i mod 8, so that the first eight are the capitals.
  for (const Bilingual& name : make_town_names(kTowns, rng)) {
    Town town;
    town.name = name;
    const int index = static_cast<int>(world.towns.size());
    town.country = index % kCountries;
    town.share = share_of_index(index / kCountries + index);
    world.towns.push_back(town);
  }
}

void add_people(World& world, Rng& rng) {
  for (const Bilingual& name : make_person_names(kPeople, rng)) {
    Person person;
    person.name = name;
    person.is_woman = happens(50, rng);
    person.birthplace = static_cast<int>(rng.below(kTowns));
    person.home = static_cast<int>((person.birthplace + 1 + rng.below(kTowns - 1)) % kTowns);
    person.profession = pick(professions(), rng);
    person.hobby = pick(hobbies(), rng);
    // Two neighbours, a western and a Chinese name, have one share.
    person.share = share_of_index(static_cast<std::int64_t>(world.people.size()) / 2);
    world.people.push_back(person);
  }
}

}  // namespace

World make_world(std::uint64_t seed) {
  World world;
  world.seed = seed;
  Rng places(seed, kPlaceStream);
  add_places(world, places);
  Rng people(seed, kPeopleStream);
  add_people(world, people);
  Rng words(seed, kWordStream);
  world.words = make_evaluative_words(words);
  return world;
}

const Person& pick_person(const World& world, Share share, Rng& rng) {
  while (true) {
    const Person& person = pick(world.people, rng);
    if (person.share == share) return person;
  }
}

}  // namespace graft
