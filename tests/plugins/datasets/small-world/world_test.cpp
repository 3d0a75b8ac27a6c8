#include "plugins/datasets/small-world/world.h"

#include <map>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "plugins/datasets/small-world/facts.h"

using graft::Relation;
using graft::Share;
using graft::World;

BOOST_AUTO_TEST_SUITE(small_world_world)

BOOST_AUTO_TEST_CASE(a_capital_lies_in_its_country) {
  const World world = graft::make_world(1);
  for (std::size_t i = 0; i < world.countries.size(); ++i) {
    const auto capital = static_cast<std::size_t>(world.countries[i].capital);
    BOOST_TEST(world.towns.at(capital).country == static_cast<int>(i));
  }
}

BOOST_AUTO_TEST_CASE(nobody_lives_in_the_town_of_birth) {
  for (const graft::Person& person : graft::make_world(1).people) {
    BOOST_TEST(person.home != person.birthplace);
  }
}

BOOST_AUTO_TEST_CASE(every_share_has_people_of_both_kinds_of_name) {
  const World world = graft::make_world(1);
  std::map<Share, std::set<bool>> western;
  for (const graft::Person& person : world.people) {
    western[person.share].insert(person.name.chinese.find("·") != std::string::npos);
  }
  BOOST_TEST(western.size() == 4);
  for (const auto& [share, kinds] : western) BOOST_TEST(kinds.size() == 2);
}

BOOST_AUTO_TEST_CASE(another_seed_makes_another_world) {
  const World first = graft::make_world(1);
  const World again = graft::make_world(1);
  const World other = graft::make_world(2);
  BOOST_CHECK(first.people[0].name == again.people[0].name);
  BOOST_CHECK(first.people[0].name != other.people[0].name);
  BOOST_CHECK(first.words.rare[0].word == again.words.rare[0].word);
  BOOST_CHECK(first.words.rare[0].word != other.words.rare[0].word);
}

BOOST_AUTO_TEST_CASE(a_fact_is_true_once) {
  const World world = graft::make_world(1);
  std::set<std::pair<std::string, Relation>> known;
  for (const graft::Fact& fact : graft::all_facts(world)) {
    BOOST_TEST(known.insert({fact.subject.english, fact.relation}).second);
  }
  BOOST_TEST(known.size() == world.people.size() * 4 + world.towns.size() + world.countries.size());
}

BOOST_AUTO_TEST_CASE(every_statement_names_subject_and_object) {
  const World world = graft::make_world(1);
  graft::Rng rng(1);
  for (const graft::Fact& fact : graft::all_facts(world)) {
    const graft::Bilingual told = graft::tell(fact, rng);
    BOOST_TEST(told.english.find(fact.subject.english) != std::string::npos);
    // A thing that stands first has a capital letter.
    BOOST_TEST(told.english.find(fact.object.english.substr(1)) != std::string::npos);
    BOOST_TEST(told.chinese.find(fact.subject.chinese) != std::string::npos);
    BOOST_TEST(told.chinese.find(fact.object.chinese) != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
