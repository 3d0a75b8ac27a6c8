#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "graft/options.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

/// What is said about one value of a field; "ok" where nothing is.
std::string checked(const Field& field, const Value& value) {
  OptionSchema schema;
  schema.add(field);
  Value options = Value::map();
  options.set(field.name, value);
  std::vector<Problem> problems;
  schema.resolve(options, "o", problems);
  return problems.empty() ? "ok" : problems.front().text();
}

Field field(const std::string& type) {
  Field field;
  field.type = type;
  field.name = "x";
  return field;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(option_check)

BOOST_AUTO_TEST_CASE(each_type_takes_its_kinds_of_value) {
  const auto takes = [](const char* type, const char* json) {
    return checked(field(type), parse_json(json)) == "ok";
  };
  BOOST_TEST((takes("int", "1") && !takes("int", "1.0") && !takes("int", "\"1\"")));
  BOOST_TEST((takes("float", "1") && takes("float", "1.5") && !takes("float", "true")));
  BOOST_TEST((takes("bool", "true") && !takes("bool", "1")));
  BOOST_TEST((takes("string", "\"a\"") && !takes("string", "1") && !takes("string", "[]")));
  BOOST_TEST((takes("path", "\"a\"") && !takes("path", "null")));
  BOOST_TEST((takes("list of int", "[1]") && !takes("list of int", "[1.5]")));
  BOOST_TEST((takes("list of float", "[1, 1.5]") && !takes("list of float", "1")));
  BOOST_TEST((takes("list of string", "[\"a\"]") && !takes("list of string", "[1]")));
  BOOST_TEST((takes("map of string", "{\"a\": \"b\"}") && !takes("map of string", "{\"a\": 1}")));
  BOOST_TEST((takes("map of list of string", "{\"a\": [\"b\"]}") &&
              !takes("map of list of string", "{\"a\": \"b\"}")));
  BOOST_TEST((takes("any", "{\"a\": [1]}") && takes("any", "null")));
}

BOOST_AUTO_TEST_CASE(a_scalar_may_be_meant_as_a_string) {
  Value number(16);
  number.set_source_text("0x10");
  BOOST_TEST(checked(field("string"), number) == "ok");
}

BOOST_AUTO_TEST_CASE(ranges_are_kept_also_in_lists) {
  Field rate = field("float");
  in_range(0, 1)(rate);
  BOOST_TEST(checked(rate, 0) == "ok");
  BOOST_TEST(checked(rate, 1.0) == "ok");
  BOOST_TEST(checked(rate, 1.5) ==
             "error: o.x: expected a number in [0, 1], got 1.5; write for example `x: 0.1`");
  Field above = field("list of int");
  greater_than(0)(above);
  BOOST_TEST(checked(above, Value::List{1, 2}) == "ok");
  BOOST_TEST(checked(above, Value::List{1, 0}) ==
             "error: o.x: expected a list of int > 0, got [1, 0]");
}

BOOST_AUTO_TEST_CASE(numbers_that_no_float_holds_are_refused) {
  Field rate = field("float");
  at_least(0)(rate);
  const double infinity = std::numeric_limits<double>::infinity();
  const double largest = static_cast<double>(std::numeric_limits<float>::max());
  BOOST_TEST(checked(rate, largest) == "ok");
  BOOST_TEST(checked(rate, 1e39) ==
             "error: o.x: expected a number >= 0 of at most 3.4e38, got 1e+39; write for example "
             "`x: 0.1`");
  BOOST_TEST(checked(rate, infinity) ==
             "error: o.x: expected a number >= 0 of at most 3.4e38, got inf; write for example "
             "`x: 0.1`");
  for (const char* type : {"float", "any"}) {
    BOOST_TEST(checked(field(type), -infinity) != "ok");
    BOOST_TEST(checked(field(type), std::numeric_limits<double>::quiet_NaN()) != "ok");
  }
  BOOST_TEST(checked(field("list of float"), Value::List{1.0, infinity}) != "ok");
  BOOST_TEST(checked(field("any"), 1e39) == "ok");
}

BOOST_AUTO_TEST_CASE(a_choice_that_is_nearly_right_is_suggested) {
  Field bias = field("string");
  one_of({"none", "lora_only"})(bias);
  BOOST_TEST(checked(bias, "none") == "ok");
  BOOST_TEST(checked(bias, "lora_ony") ==
             "error: o.x: expected one of `none`, `lora_only`, got \"lora_ony\"; did you mean "
             "`lora_only`?");
}

BOOST_AUTO_TEST_SUITE_END()
