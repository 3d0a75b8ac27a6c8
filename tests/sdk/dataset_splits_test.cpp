#include "graft/dataset_splits.h"

#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"
#include "graft/split_files.h"
#include "tests/support/problem_texts.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(dataset_splits)

BOOST_AUTO_TEST_CASE(splits_come_in_one_order_with_their_sizes) {
  DatasetSplits splits("mine");
  splits.add("test", "t", 2);
  splits.add("train", "r", 5);
  BOOST_TEST(splits.names() == (std::vector<std::string>{"train", "test"}),
             boost::test_tools::per_element());
  BOOST_TEST(splits.size("train") == 5);
  BOOST_TEST(splits.at("test", 1).file == 0u);
  BOOST_TEST(splits.at("train", 4).file == 1u);
  BOOST_TEST(splits.at("train", 4).index == 4);
}

BOOST_AUTO_TEST_CASE(the_last_training_examples_validate) {
  DatasetSplits splits("mine");
  splits.add("train", "r", 5);
  splits.hold_out("data", 0.0);
  BOOST_TEST(splits.names().size() == 1u);
  splits.hold_out("data", 0.4);
  BOOST_TEST(splits.size("train") == 3);
  BOOST_TEST(splits.size("validation") == 2);
  BOOST_TEST(splits.at("validation", 0).index == 3);
  BOOST_CHECK_THROW(splits.at("train", 3), InputError);
}

BOOST_AUTO_TEST_CASE(examples_from_all_over_the_file_validate_and_the_others_train) {
  for (const std::int64_t count : {2, 5, 10, 101}) {
    for (const double share : {0.001, 0.1, 0.3, 0.5, 0.7}) {
      DatasetSplits splits("mine");
      splits.add("train", "r", count);
      splits.hold_out_spread("data", share);
      const std::int64_t held_out = splits.size("validation");
      BOOST_TEST(held_out == held_out_count(count, share));
      BOOST_TEST(splits.size("train") == count - held_out);
      std::set<std::int64_t> seen;
      for (std::int64_t i = 0; i < held_out; ++i) {
        const std::int64_t index = splits.at("validation", i).index;
        // One of each piece.
        BOOST_TEST(index >= i * count / held_out);
        BOOST_TEST(index < (i + 1) * count / held_out);
        seen.insert(index);
      }
      std::int64_t last = -1;
      for (std::int64_t i = 0; i < count - held_out; ++i) {
        const std::int64_t index = splits.at("train", i).index;
        BOOST_TEST(index > last);
        BOOST_TEST(index < count);
        seen.insert(index);
        last = index;
      }
      BOOST_TEST(seen.size() == static_cast<std::size_t>(count));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_class_is_lost_whatever_the_order_of_the_file) {
  DatasetSplits splits("mine");
  splits.add("train", "r", 1000);
  splits.hold_out_spread("data", 0.1);
  std::set<std::int64_t> sorted;
  std::set<std::int64_t> in_turn;
  for (std::int64_t i = 0; i < 100; ++i) {
    const std::int64_t index = splits.at("validation", i).index;
    sorted.insert(index / 100);
    in_turn.insert(index % 10);
  }
  BOOST_TEST(sorted.size() == 10u);
  BOOST_TEST(in_turn.size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_file_of_one_example_can_be_divided) {
  DatasetSplits splits("mine");
  splits.add("train", "r", 1);
  BOOST_CHECK_THROW(splits.hold_out("data", 0.5), InputError);
  splits.divide_training(1, 1);
  BOOST_TEST(splits.size("train") == 1);
  BOOST_TEST(splits.at("validation", 0).index == 1);
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_said_in_the_name_of_the_data_set) {
  DatasetSplits splits("mine");
  splits.add("train", "r", 5);
  splits.add("test", "t", 1);
  BOOST_TEST(problem_text([&] { splits.size("dev"); }) ==
             "error: mine: no split \"dev\"; there is train, test");
  BOOST_TEST(problem_text([&] { splits.at("test", 1); }) ==
             "error: mine: split \"test\" has 1 examples, asked for 1");
  BOOST_CHECK_THROW(splits.at("test", -1), InputError);
}

BOOST_AUTO_TEST_CASE(holding_out_needs_training_rows_and_no_validation_file) {
  DatasetSplits splits("mine");
  splits.add("test", "t.csv", 1);
  BOOST_TEST(problem_text([&] { splits.hold_out("data", 0.1); }) ==
             "data: error: validation_share needs a training split, and there is none; remove "
             "validation_share");
  splits.add("train", "r.csv", 1);
  splits.add("validation", "v.csv", 1);
  BOOST_TEST(problem_text([&] { splits.hold_out("data", 0.1); }) ==
             "data: error: validation_share is given, but there is a validation file, v.csv; "
             "remove validation_share");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
