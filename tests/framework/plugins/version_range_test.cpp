#include "framework/plugins/version_range.h"

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

bool contains(const char* range, const char* version) {
  return VersionRange::parse(range).value().contains(parse_version(version).value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(version_range)

BOOST_AUTO_TEST_CASE(every_bound_must_hold) {
  BOOST_TEST(contains(">=1.0,<2", "1.0.0"));
  BOOST_TEST(contains(">=1.0,<2", "1.99.7"));
  BOOST_TEST(!contains(">=1.0,<2", "2.0.0"));
  BOOST_TEST(!contains(">=1.0,<2", "0.9.9"));
  BOOST_TEST(contains("> 1.2 , <= 1.4", "1.4"));
  BOOST_TEST(!contains(">1.2", "1.2.0"));
  BOOST_TEST(contains("==1.2", "1.2.0"));
  BOOST_TEST(!contains("==1.2", "1.2.1"));
}

BOOST_AUTO_TEST_CASE(numbers_compare_as_numbers) { BOOST_TEST(contains(">=1.9", "1.10")); }

BOOST_AUTO_TEST_CASE(anything_else_is_no_range) {
  for (const char* const text : {"", "1.0", "~1.0", ">=", ">=1.", ">=1.2.3.4", ">=a", ">=1,", ",<2",
                                 ">=-1", ">=99999999999", ">= 1 .0"}) {
    BOOST_TEST(!VersionRange::parse(text).has_value(), "accepted: " << text);
  }
}

BOOST_AUTO_TEST_CASE(compatible_range_ends_before_the_next_major_version) {
  BOOST_TEST(compatible_range({1, 2, 3}) == ">=1.2,<2");
  BOOST_TEST(contains(compatible_range({1, 2, 3}).c_str(), "1.2.0"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
