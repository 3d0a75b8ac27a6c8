#include <boost/test/unit_test.hpp>

// Boost.Test writes this `main` only before its header is first included, which is too late once
// the header is precompiled.
int main(int argc, char* argv[]) {
  const auto initialize = [] {
    boost::unit_test::framework::master_test_suite().p_name.value = "graft";
    return true;
  };
  return boost::unit_test::unit_test_main(initialize, argc, argv);
}
