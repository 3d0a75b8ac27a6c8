#include <limits>

#include <boost/test/unit_test.hpp>

#include "framework/config/yaml.h"

namespace graft {
namespace {

/// What is read back; also tells whether it equals what was written.
std::string written(const Value& value) {
  std::string text = write_yaml(value);
  BOOST_TEST((parse_yaml(text, "a.yaml") == value), text);
  return text;
}

Value tree(const std::string& text) { return parse_yaml(text, "a.yaml"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(yaml_writer)

BOOST_AUTO_TEST_CASE(maps_and_lists_are_written_as_blocks) {
  BOOST_TEST(written(tree("{a: {b: [1, {c: 2, d: [x]}, [[y]]]}, e: [], f: {}}")) ==
             "a:\n"
             "  b:\n"
             "    - 1\n"
             "    - c: 2\n"
             "      d:\n"
             "        - x\n"
             "    - - - y\n"
             "e: []\n"
             "f: {}\n");
}

BOOST_AUTO_TEST_CASE(scalars_read_back_with_their_type) {
  BOOST_TEST(written(Value(1)) == "1\n");
  BOOST_TEST(written(Value(1.0)) == "1.0\n");
  BOOST_TEST(written(Value(1e-4)) == "1e-04\n");
  BOOST_TEST(written(Value(0.1)) == "0.1\n");
  BOOST_TEST(written(Value(1e300)) == "1e+300\n");
  BOOST_TEST(written(Value(-std::numeric_limits<double>::infinity())) == "-.inf\n");
  BOOST_TEST(written(Value(true)) == "true\n");
  BOOST_TEST(written(Value()) == "null\n");
  BOOST_TEST(written(Value(5e-324)) == "5e-324\n");
}

BOOST_AUTO_TEST_CASE(words_need_no_quotes) {
  BOOST_TEST(written(Value("lora-news")) == "lora-news\n");
  BOOST_TEST(written(Value("a path/to a.txt")) == "a path/to a.txt\n");
  BOOST_TEST(written(Value("判断这句话")) == "判断这句话\n");
}

BOOST_AUTO_TEST_CASE(text_that_would_read_as_something_else_is_quoted) {
  for (const char* text :
       {"",    "1",  "1e3", "null", "true", "~",  "- a", "a: b",     "a #b", "*.c_attn", "&a",
        "!a",  "[a", "{a",  "'",    "\"",   "\\", " a",  "a ",       "a\nb", "a\tb",     "---",
        "...", "?",  "@a",  "a:",   "${a}", "<<", "%a",  "\x01\x7F", "|",    ">",        "0x1F"}) {
    const std::string line = written(Value(text));
    BOOST_TEST(line.front() == '"', line);
  }
}

BOOST_AUTO_TEST_CASE(keys_are_quoted_as_values_are) {
  Value map = Value::map();
  map.set("a: b", 1);
  map.set("", 2);
  map.set("7", 3);
  BOOST_TEST(written(map) == "\"a: b\": 1\n\"\": 2\n\"7\": 3\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
