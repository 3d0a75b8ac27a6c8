#include "plugins/datasets/small-world/share.h"

#include <map>
#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

using graft::Share;

BOOST_AUTO_TEST_SUITE(small_world_share)

BOOST_AUTO_TEST_CASE(instances_are_shared_out_in_the_stated_proportions) {
  std::map<Share, int> counts;
  for (int i = 0; i < 10'000; ++i) {
    ++counts[graft::share_of_instance("instance " + std::to_string(i))];
  }
  BOOST_CHECK_CLOSE(counts[Share::kCorpus], 4'000.0, 6.0);
  BOOST_CHECK_CLOSE(counts[Share::kTrain], 3'000.0, 6.0);
  BOOST_CHECK_CLOSE(counts[Share::kValidation], 1'000.0, 12.0);
  BOOST_CHECK_CLOSE(counts[Share::kTest], 2'000.0, 8.0);
}

BOOST_AUTO_TEST_CASE(every_ten_people_are_shared_out_alike) {
  std::map<Share, int> counts;
  for (int i = 30; i < 40; ++i) ++counts[graft::share_of_index(i)];
  BOOST_TEST(counts[Share::kCorpus] == 4);
  BOOST_TEST(counts[Share::kTrain] == 3);
  BOOST_TEST(counts[Share::kValidation] == 1);
  BOOST_TEST(counts[Share::kTest] == 2);
}

BOOST_AUTO_TEST_CASE(the_hash_is_the_same_on_every_machine) {
  BOOST_TEST(graft::hash_of("small world") == graft::hash_of("small world"));
  BOOST_TEST(graft::hash_of("small world") != graft::hash_of("small worle"));
}

BOOST_AUTO_TEST_CASE(a_split_that_does_not_exist_is_named) {
  BOOST_CHECK(graft::share_of_split("test") == Share::kTest);
  for (const std::string split : {"dev", "corpus", ""}) {
    BOOST_CHECK_EXCEPTION(
        graft::share_of_split(split), graft::InputError, [&split](const graft::InputError& error) {
          return std::string(error.what()).find("\"" + split + "\"") != std::string::npos;
        });
  }
}

BOOST_AUTO_TEST_SUITE_END()
