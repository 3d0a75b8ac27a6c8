#include "plugins/prompts/instruction/prompt_template.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/error.h"

namespace {

/// Parts as text; fields in angle brackets.
std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> result;
  for (const graft::TemplatePart& part : graft::parse_template(text, "input")) {
    result.push_back(part.field.empty() ? part.words : "<" + part.field + ">");
  }
  return result;
}

void check(const std::string& text, const std::vector<std::string>& expected) {
  BOOST_TEST(parts(text) == expected, boost::test_tools::per_element());
}

std::string error_of(const std::string& text) {
  try {
    parts(text);
  } catch (const graft::InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prompt_template)

BOOST_AUTO_TEST_CASE(fields_stand_in_braces) {
  check("评论：{text}\n情感：", {"评论：", "<text>", "\n情感："});
  check("{a}{b}", {"<a>", "<b>"});
  check("", {});
}

BOOST_AUTO_TEST_CASE(doubled_braces_are_braces) {
  check("{{text}} {{{a}}}", {"{text} {", "<a>", "}"});
}

BOOST_AUTO_TEST_CASE(braces_without_partner_are_errors_with_position) {
  BOOST_TEST(error_of("好{a").find("input: character 2: `{` without `}` behind it") !=
             std::string::npos);
  BOOST_TEST(error_of("{a{b}").find("character 1: `{` without `}`") != std::string::npos);
  BOOST_TEST(error_of("ab}").find("character 3: `}` without `{`") != std::string::npos);
  BOOST_TEST(error_of("{}").find("`{}` names no field") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
