#include "framework/config/variables.h"

#include <boost/test/unit_test.hpp>

#include "framework/config/yaml.h"
#include "graft/json.h"
#include "tests/support/problem_texts.h"

namespace graft {
namespace {

struct Substituted {
  Value document;
  std::string errors;
};

Substituted substitute(const std::string& text) {
  Substituted result{parse_yaml(text, "a.yaml"), ""};
  std::vector<Problem> problems;
  Variables variables(result.document, {"seed"}, problems);
  variables.substitute(result.document, problems);
  for (const Problem& problem : problems) {
    result.errors += (result.errors.empty() ? "" : "\n") + problem.text();
  }
  return result;
}

std::string value_of(const std::string& variables, const std::string& value) {
  const Substituted result = substitute("variables: {" + variables + "}\na: " + value + "\n");
  BOOST_TEST(result.errors == "");
  return write_json(result.document.at("a"));
}

std::string errors_of(const std::string& variables, const std::string& value) {
  return substitute("variables: {" + variables + "}\na: " + value + "\n").errors;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(variables)

BOOST_AUTO_TEST_CASE(a_name_is_replaced_inside_any_text) {
  BOOST_TEST(value_of("root: /d, n: 3", "[\"${root}/x-${n}\", {b: 'c${n}${n}'}]") ==
             R"(["/d/x-3", {"b": "c33"}])");
}

BOOST_AUTO_TEST_CASE(a_name_alone_gives_the_value_with_its_type) {
  BOOST_TEST(value_of("n: 1e-3", "\"${n}\"") == "0.001");
  BOOST_TEST(value_of("n: [1, 2]", "\"${n}\"") == "[1, 2]");
  BOOST_TEST(value_of("n: 1e-3", "\"${n} \"") == "\"1e-3 \"");
}

BOOST_AUTO_TEST_CASE(what_a_variable_holds_is_not_searched_again) {
  BOOST_TEST(errors_of("a: x, b: \"${a}\"", "\"${b}\"") ==
             "a.yaml:1:22: error: variables.b: a variable cannot use another one; use both where "
             "they are needed");
}

BOOST_AUTO_TEST_CASE(a_doubled_dollar_stands_for_itself) {
  BOOST_TEST(value_of("n: 1", "\"$${n} $n ${n}\"") == R"("${n} $n 1")");
}

BOOST_AUTO_TEST_CASE(a_variable_without_a_value_must_be_given) {
  BOOST_TEST(errors_of("root: null", "\"${root}/x\"") ==
             "a.yaml:1:19: error: variables.root: no value is given; add `--set root=…`");
}

BOOST_AUTO_TEST_CASE(an_unknown_name_gets_the_nearest) {
  BOOST_TEST(errors_of("root: x", "\"${rot}\"") ==
             "a.yaml:2:4: error: no variable named `rot`; did you mean `${root}`?");
  BOOST_TEST(errors_of("", "\"${rot}\"") ==
             "a.yaml:2:4: error: no variable named `rot`; declare it under `variables`");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_never_closed_is_refused) {
  BOOST_TEST(errors_of("root: x", "\"${root\"") ==
             "a.yaml:2:4: error: `${` without `}`; write `${name}`, or `$${` for the characters "
             "`${`");
}

BOOST_AUTO_TEST_CASE(a_list_is_no_part_of_a_text) {
  BOOST_TEST(errors_of("n: [1]", "\"x${n}\"") ==
             "a.yaml:2:4: error: variable `n` is a list and no part of a text; use `${n}` alone");
}

BOOST_AUTO_TEST_CASE(names_are_words_that_the_experiment_does_not_use) {
  BOOST_TEST(errors_of("a b: 1, seed: 2", "x") ==
             "a.yaml:1:13: error: variables.a b: not a name; use letters, digits and _\n"
             "a.yaml:1:21: error: variables.seed: an experiment has a key of this name already; "
             "choose another name");
  BOOST_TEST(substitute("variables: [a]\n").errors ==
             "a.yaml:1:12: error: variables: expected a map of names and values, got a list");
}

BOOST_AUTO_TEST_CASE(escaped_text_reads_back_unchanged) {
  for (const char* text : {"${a}", "$${a}", "$${", "${", "a$", "$$", "${${a}}"}) {
    Value document = Value::map();
    document.set("a", escape_variables(Value(text)));
    std::vector<Problem> problems;
    Variables variables(document, {}, problems);
    variables.substitute(document, problems);
    BOOST_TEST(problems.empty());
    BOOST_TEST(document.at("a").as_string() == text);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
