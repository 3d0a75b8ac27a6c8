#include "graft/value.h"

#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/problem_texts.h"

using namespace graft;

BOOST_AUTO_TEST_SUITE(value)

BOOST_AUTO_TEST_CASE(maps_keep_the_order_in_which_keys_came) {
  Value map;
  map.set("b", 1);
  map.set("a", 2);
  map.set("b", 3);
  BOOST_TEST(map.size() == 2u);
  BOOST_TEST(map.as_map()[0].key == "b");
  BOOST_TEST(map.at("b").as_int() == 3);
  map.erase("b");
  BOOST_TEST(map.find("b") == nullptr);
}

BOOST_AUTO_TEST_CASE(integers_read_as_numbers_and_not_the_other_way_round) {
  BOOST_TEST(Value(2).as_double() == 2.0);
  BOOST_CHECK_THROW(Value(2.0).as_int(), InputError);
  BOOST_TEST(!(Value(1) == Value(1.0)));
}

BOOST_AUTO_TEST_CASE(equality_is_that_of_the_data) {
  Value left = Value::map();
  left.set("a", Value(Value::List{1, "x", Value()}));
  Value right = left;
  right.set_mark(Mark{nullptr, 3, 4});
  right.set_source_text("0x1");
  BOOST_TEST((left == right));
  right.find("a")->push_back(true);
  BOOST_TEST(!(left == right));
}

BOOST_AUTO_TEST_CASE(a_wrong_kind_is_an_error_with_the_place) {
  Value number(7);
  number.set_mark(Mark{std::make_shared<const std::string>("a.yaml"), 3, 5});
  BOOST_TEST(problem_text([&] { (void)number.as_string(); }) ==
             "a.yaml:3:5: error: expected a string, got an integer");
  BOOST_TEST(problem_text([] { (void)Value("x").as_list(); }) ==
             "error: expected a list, got a string");
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_named) {
  BOOST_TEST(problem_text([] { (void)Value::map().at("rank"); }) == "error: `rank` is missing");
}

BOOST_AUTO_TEST_SUITE_END()
