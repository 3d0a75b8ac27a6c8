#include "plugins/datasets/small-world/names.h"

#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

using graft::Bilingual;
using graft::Rng;

BOOST_AUTO_TEST_SUITE(small_world_names)

BOOST_AUTO_TEST_CASE(no_two_people_share_a_name_in_either_language) {
  Rng rng(3);
  std::set<std::string> names;
  for (const Bilingual& name : graft::make_person_names(200, rng)) {
    BOOST_TEST(names.insert(name.english).second);
    BOOST_TEST(names.insert(name.chinese).second);
  }
}

BOOST_AUTO_TEST_CASE(every_second_person_has_a_western_name) {
  Rng rng(3);
  bool is_western = true;
  for (const Bilingual& name : graft::make_person_names(20, rng)) {
    BOOST_TEST((name.chinese.find("·") != std::string::npos) == is_western);
    BOOST_TEST(name.english.find(' ') != std::string::npos);
    is_western = !is_western;
  }
}

BOOST_AUTO_TEST_CASE(the_same_numbers_give_the_same_names) {
  Rng first(5);
  Rng second(5);
  BOOST_CHECK(graft::make_town_names(40, first) == graft::make_town_names(40, second));
  Rng other(6);
  Rng same(5);
  BOOST_CHECK(graft::make_town_names(40, same) != graft::make_town_names(40, other));
}

BOOST_AUTO_TEST_SUITE_END()
