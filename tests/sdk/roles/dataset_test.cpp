#include "graft/roles/dataset.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/problem_texts.h"

namespace graft {
namespace {

std::string mistake(const std::string& column) {
  Example example;
  example.columns["label"] = std::string("up");
  example.columns["text"] = std::string("a");
  return problem_text([&] { (void)example.at(column); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(examples)

BOOST_AUTO_TEST_CASE(a_column_that_is_not_there_gets_the_nearest_one) {
  BOOST_TEST(mistake("labl") ==
             "error: the data has no column `labl`; did you mean `label`? it has `label`, `text`");
  BOOST_TEST(mistake("zzzz") == "error: the data has no column `zzzz`; it has `label`, `text`");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
