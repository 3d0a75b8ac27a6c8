#include "framework/config/yaml_guard.h"

#include <chrono>

#include <boost/test/unit_test.hpp>

#include "framework/config/yaml.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

/// What the whole reader says of hostile text; it has one second.
std::string error_of(const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  std::string message = problem_text([&text] { parse_yaml(text, "a.yaml"); });
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  BOOST_TEST(seconds.count() < 1.0);
  return message;
}

bool is_accepted(const std::string& text) {
  return problem_texts([&text] { guard_yaml(text, "a.yaml"); }).empty();
}

const char* const kTooDeep = "error: lists and maps are nested deeper than 100; nest less";

}  // namespace

BOOST_AUTO_TEST_SUITE(yaml_guard)

BOOST_AUTO_TEST_CASE(brackets_that_are_never_closed_are_refused_where_they_open) {
  BOOST_TEST(error_of("a: [1, 2\nb: 3\n") ==
             "a.yaml:1:4: error: this `[` is never closed; add the closing `]`");
  BOOST_TEST(error_of("[:") == "a.yaml:1:1: error: this `[` is never closed; add the closing `]`");
  BOOST_TEST(error_of("a: {b: [1}") ==
             "a.yaml:1:10: error: expected `]`, got `}`; close brackets in the order in which they "
             "were opened");
}

BOOST_AUTO_TEST_CASE(quotes_that_are_never_closed_are_refused_where_they_open) {
  BOOST_TEST(error_of("a: \"b\nc: 1\n") ==
             "a.yaml:1:4: error: this `\"` is never closed; add the closing `\"`");
  BOOST_TEST(error_of("a: 'it''s\n") ==
             "a.yaml:1:4: error: this `'` is never closed; add the closing `'`");
}

BOOST_AUTO_TEST_CASE(a_bracket_that_was_not_opened_is_refused) {
  BOOST_TEST(error_of(",") ==
             "a.yaml:1:1: error: `,` does not belong here; put the text in quotes, or open the "
             "bracket before");
  BOOST_TEST(error_of("a: ]") ==
             "a.yaml:1:4: error: `]` does not belong here; put the text in quotes, or open the "
             "bracket before");
}

BOOST_AUTO_TEST_CASE(tags_with_brackets_do_not_loop) {
  BOOST_TEST(error_of("- !+(.,.)").starts_with("a.yaml:1:3: error: tags"));
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused_in_every_style) {
  BOOST_TEST(error_of(repeated("[{", 100'000)) == "a.yaml:1:101: " + std::string(kTooDeep));
  BOOST_TEST(error_of(repeated("[\n", 100'000)) == "a.yaml:101:1: " + std::string(kTooDeep));
  BOOST_TEST(error_of(repeated("- ", 100'000)) == "a.yaml:1:201: " + std::string(kTooDeep));
  BOOST_TEST(error_of(repeated("? ", 100'000)) == "a.yaml:1:201: " + std::string(kTooDeep));
  std::string stairs;
  for (int depth = 0; depth < 2'000; ++depth) stairs += std::string(depth, ' ') + "a:\n";
  BOOST_TEST(error_of(stairs) == "a.yaml:101:102: " + std::string(kTooDeep));
}

BOOST_AUTO_TEST_CASE(a_hundred_levels_are_accepted) {
  BOOST_TEST(error_of(repeated("[", 100) + repeated("]", 100)) == "no error");
}

BOOST_AUTO_TEST_CASE(alias_bombs_are_refused) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 10; ++level) {
    const std::string last = "*a" + std::to_string(level - 1);
    const std::string name = "a" + std::to_string(level);
    bomb += name + ": &" + name + " [" + last + repeated(", " + last, 8) + "]\n";
  }
  BOOST_TEST(error_of(bomb).find("anchors and aliases repeat more than 100000 values") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(too_many_values_are_refused_before_parsing) {
  BOOST_TEST(error_of("[" + repeated(",", 4'000'000)) ==
             "a.yaml:1:500001: error: the file holds more than 500000 values; keep data out "
             "of configuration files");
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_refused) {
  BOOST_TEST(error_of("a: caf\xE9\n") ==
             "a.yaml:1:7: error: this is not UTF-8 text; save the file in the UTF-8 encoding");
}

BOOST_AUTO_TEST_CASE(control_characters_are_refused) {
  BOOST_TEST(error_of(std::string("a: \0", 4)) ==
             "a.yaml:1:4: error: a control character (byte 0); remove it, or write it as an escape "
             "in double quotes");
  BOOST_TEST(error_of("a: 情\x04") ==
             "a.yaml:1:5: error: a control character (byte 4); remove it, or write it as an escape "
             "in double quotes");
  BOOST_TEST(!is_accepted("a: b\rc: d\n"));
}

BOOST_AUTO_TEST_CASE(long_text_is_refused) {
  BOOST_TEST(error_of(std::string((8 << 20) + 1, 'a')) ==
             "a.yaml: error: the file has 8388609 bytes, more than 8388608; keep data out of "
             "configuration files");
}

BOOST_AUTO_TEST_CASE(brackets_and_quotes_inside_words_do_not_count) {
  for (const char* text : {
           "a: it's fine [really\n",
           "a: words\n  'that [ go\n  on {\nb: 1\n",
           "a: # a ' comment [\n  b\n",
           "# it's [\na: 1\n",
           "a: |\n  [ ' \"\n  {\nb: 1\n",
           "a: >2-\n    [\n  '\nb: 1\n",
           "- |\n [\n- b\n",
           "a: \"[ \\\" {\"\n",
           "a: 'it''s ['\n",
           "a: [it's, b'c, d \"e]\n",
           "a: [b # it's [\n  , c]\n",
           "a: {b: 'x]', c: \"}\"}\n",
           "a: &b [1]\nc: *b\n",
           "'a': {\"b\": 1}\n",
           "a: http://b.c/[d]\n",
       }) {
    BOOST_TEST(is_accepted(text), text);
  }
}

BOOST_AUTO_TEST_CASE(a_comment_ends_words_over_several_lines) {
  BOOST_TEST(error_of("a: word\n# c\n  " + repeated("[", 100'000)) ==
             "a.yaml:3:102: " + std::string(kTooDeep));
  BOOST_TEST(error_of("a: word\n  more\n# c\n  " + repeated("{a: [", 100'000)) ==
             "a.yaml:4:252: " + std::string(kTooDeep));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
