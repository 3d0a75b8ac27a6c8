#include "framework/plugins/load_failure.h"

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

std::string explained(const std::string& cause) {
  const PluginError error = load_failure("lib.so", cause);
  return error.problem().code + ": " + error.problem().message;
}

}  // namespace

// The linker's words are those of glibc 2.36.
BOOST_AUTO_TEST_SUITE(dynamic_linker_refusals)

BOOST_AUTO_TEST_CASE(symbols_are_shown_as_in_the_source) {
  BOOST_TEST(explained("/a/lib.so: undefined symbol: _ZN5graft6Tensor4fillEf") ==
             "missing-symbol: needs `graft::Tensor::fill(float)`, which neither the SDK nor a "
             "library it links offers");
  BOOST_TEST(
      explained("/a/lib.so: undefined symbol: plain_c, version ACME_1") ==
      "missing-symbol: needs `plain_c`, which neither the SDK nor a library it links offers");
}

BOOST_AUTO_TEST_CASE(absent_libraries_are_named) {
  BOOST_TEST(explained("libacme.so.3: cannot open shared object file: No such file or directory") ==
             "missing-library: needs the library libacme.so.3, which is not found");
}

BOOST_AUTO_TEST_CASE(newer_systems_are_named) {
  BOOST_TEST(explained("/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.99' not found "
                       "(required by /a/lib.so)")
                 .starts_with("missing-version: needs GLIBC_2.99, which this system's libraries do "
                              "not have"));
}

BOOST_AUTO_TEST_CASE(exhausted_static_tls_is_named) {
  BOOST_TEST(explained("/a/lib.so: cannot allocate memory in static TLS block")
                 .starts_with("static-tls: "));
}

BOOST_AUTO_TEST_CASE(other_refusals_keep_the_linkers_words) {
  BOOST_TEST(explained("/a/lib.so: ELF load command past end of file") ==
             "load-failed: cannot be loaded: /a/lib.so: ELF load command past end of file");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
