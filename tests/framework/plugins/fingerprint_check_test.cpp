#include "framework/plugins/fingerprint_check.h"

#include <boost/test/unit_test.hpp>

#include "graft/version.h"

namespace graft {

BOOST_AUTO_TEST_SUITE(fingerprint_check)

BOOST_AUTO_TEST_CASE(equal_fingerprints_do_not_differ) {
  BOOST_TEST(compare_fingerprints(sdk_fingerprint(), sdk_fingerprint()).empty());
}

BOOST_AUTO_TEST_CASE(each_key_is_reported_with_both_values_and_its_fix) {
  const std::string host =
      "machine=x86_64;stdlib=libstdc++;string_abi=cxx11;debug_stl=no;"
      "exceptions=yes;rtti=yes;sanitizers=none;layout=00ff;";
  struct Case {
    std::string plugin, key, found, expected, fix;
  };
  const Case cases[] = {
      {"machine=aarch64;stdlib=libstdc++;string_abi=cxx11;debug_stl=no;exceptions=yes;rtti=yes;"
       "sanitizers=none;layout=00ff;",
       "machine", "aarch64", "x86_64", "build the plugin on a machine of the host's kind"},
      {"machine=x86_64;stdlib=libc++;string_abi=cxx11;debug_stl=no;exceptions=yes;rtti=yes;"
       "sanitizers=none;layout=00ff;",
       "stdlib", "libc++", "libstdc++", "compile the plugin with -stdlib=libstdc++"},
      {"machine=x86_64;stdlib=libstdc++;string_abi=old;debug_stl=no;exceptions=yes;rtti=yes;"
       "sanitizers=none;layout=00ff;",
       "string_abi", "old", "cxx11", "compile the plugin with -D_GLIBCXX_USE_CXX11_ABI=1"},
      {"machine=x86_64;stdlib=libstdc++;string_abi=cxx11;debug_stl=yes;exceptions=yes;rtti=yes;"
       "sanitizers=none;layout=00ff;",
       "debug_stl", "yes", "no", "compile the plugin with -U_GLIBCXX_DEBUG"},
      {"machine=x86_64;stdlib=libstdc++;string_abi=cxx11;debug_stl=no;exceptions=no;rtti=yes;"
       "sanitizers=none;layout=00ff;",
       "exceptions", "no", "yes", "compile the plugin with -fexceptions"},
      {"machine=x86_64;stdlib=libstdc++;string_abi=cxx11;debug_stl=no;exceptions=yes;rtti=no;"
       "sanitizers=none;layout=00ff;",
       "rtti", "no", "yes", "compile the plugin with -frtti"},
      {"machine=x86_64;stdlib=libstdc++;string_abi=cxx11;debug_stl=no;exceptions=yes;rtti=yes;"
       "sanitizers=address;layout=00ff;",
       "sanitizers", "address", "none", "compile the plugin without -fsanitize"},
      {"machine=x86_64;stdlib=libstdc++;string_abi=cxx11;debug_stl=no;exceptions=yes;rtti=yes;"
       "sanitizers=none;layout=0100;",
       "layout", "0100", "00ff", "build the plugin again with the SDK of this host"},
  };
  for (const Case& each : cases) {
    const auto differences = compare_fingerprints(each.plugin, host);
    BOOST_TEST_REQUIRE(differences.size() == 1u);
    BOOST_TEST(differences[0].key == each.key);
    BOOST_TEST(differences[0].plugin == each.found);
    BOOST_TEST(differences[0].host == each.expected);
    BOOST_TEST(differences[0].fix == each.fix);
  }
}

BOOST_AUTO_TEST_CASE(keys_of_one_side_are_reported) {
  const auto differences = compare_fingerprints("a=1;c=3;", "a=1;b=2;");
  BOOST_TEST_REQUIRE(differences.size() == 2u);
  BOOST_TEST(differences[0].key == "b");
  BOOST_TEST(differences[0].plugin == "(absent)");
  BOOST_TEST(differences[1].key == "c");
  BOOST_TEST(differences[1].host == "(absent)");
}

BOOST_AUTO_TEST_CASE(nonsense_only_differs) {
  BOOST_TEST(compare_fingerprints(";;=;x", "a=1;").size() == 2u);
  BOOST_TEST(compare_fingerprints("", "a=1;").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
