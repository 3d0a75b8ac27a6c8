#include "plugins/datasets/small-world/reports.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "plugins/datasets/small-world/facts.h"

using graft::Report;
using graft::Rng;
using graft::Share;

BOOST_AUTO_TEST_SUITE(small_world_reports)

BOOST_AUTO_TEST_CASE(a_summary_says_nothing_that_the_report_does_not) {
  const graft::World world = graft::make_world(1);
  Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    const Report report = graft::make_report(world, Share::kTest, rng);
    for (const graft::Person& person : world.people) {
      if (report.summary.english.find(person.name.english) == std::string::npos) continue;
      for (const graft::Fact& fact : graft::facts_about(person, world)) {
        if (fact.relation == graft::Relation::kLikes) continue;
        BOOST_TEST(report.text.english.find(fact.object.english) != std::string::npos);
        BOOST_TEST(report.summary.english.find(fact.object.english) != std::string::npos);
        BOOST_TEST(report.text.chinese.find(fact.object.chinese) != std::string::npos);
        BOOST_TEST(report.summary.chinese.find(fact.object.chinese) != std::string::npos);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_summary_is_shorter) {
  const graft::World world = graft::make_world(1);
  Rng rng(2);
  for (int i = 0; i < 200; ++i) {
    const Report report = graft::make_report(world, Share::kTrain, rng);
    BOOST_TEST(report.summary.english.size() < report.text.english.size());
    BOOST_TEST(report.summary.chinese.size() < report.text.chinese.size());
  }
}

BOOST_AUTO_TEST_CASE(the_name_stands_in_the_report_once) {
  const graft::World world = graft::make_world(1);
  Rng rng(3);
  for (int i = 0; i < 100; ++i) {
    const Report report = graft::make_report(world, Share::kValidation, rng);
    const std::string name = report.summary.english.substr(0, report.summary.english.find(','));
    const std::size_t first = report.text.english.find(name);
    BOOST_TEST(first != std::string::npos);
    BOOST_TEST(report.text.english.find(name, first + 1) == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
