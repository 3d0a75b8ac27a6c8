#include "graft/error.h"

#include <boost/test/unit_test.hpp>

using namespace graft;

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(what_is_unknown_is_left_out) {
  BOOST_TEST((Problem{"a.yaml", 3, 5, "code", "wrong", "fix it"}.text()) ==
             "a.yaml:3:5: error: wrong; fix it");
  BOOST_TEST((Problem{"a.yaml", 3, 0, "code", "wrong", ""}.text()) == "a.yaml:3: error: wrong");
  BOOST_TEST((Problem{"a.yaml", 0, 0, "code", "wrong", ""}.text()) == "a.yaml: error: wrong");
  BOOST_TEST((Problem{"", 3, 5, "code", "wrong", ""}.text()) == "error: wrong");
}

BOOST_AUTO_TEST_CASE(an_input_error_tells_every_problem) {
  const InputError error({{"", 0, 0, "a", "first", ""}, {"", 0, 0, "b", "second", "fix"}});
  BOOST_TEST(error.what() == "error: first\nerror: second; fix");
  BOOST_TEST(error.problems().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_plugin_error_names_its_library) {
  const PluginError error("libx.so", "abi-mismatch", "built for SDK 3", "rebuild it");
  BOOST_TEST(error.what() == "libx.so: error: built for SDK 3; rebuild it");
  BOOST_TEST(error.problem().code == "abi-mismatch");
}

BOOST_AUTO_TEST_SUITE_END()
