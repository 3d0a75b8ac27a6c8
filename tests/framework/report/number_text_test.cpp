#include "framework/report/number_text.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

using namespace graft;

BOOST_AUTO_TEST_SUITE(number_text)

BOOST_AUTO_TEST_CASE(digits_follow_the_size) {
  BOOST_TEST(format_number(0.91254) == "0.9125");
  BOOST_TEST(format_number(0.0) == "0.0000");
  BOOST_TEST(format_number(-3.0) == "-3.0000");
  BOOST_TEST(format_number(12.345) == "12.35");
  BOOST_TEST(format_number(123.45) == "123.5");
  BOOST_TEST(format_number(12345.6) == "12346");
  BOOST_TEST(format_number(1234567.0) == "1.23e+06");
  BOOST_TEST(format_number(0.00001234) == "1.23e-05");
}

BOOST_AUTO_TEST_CASE(values_that_are_not_finite_are_words) {
  BOOST_TEST(format_number(std::numeric_limits<double>::infinity()) == "inf");
  BOOST_TEST(format_number(-std::numeric_limits<double>::infinity()) == "-inf");
  BOOST_TEST(format_number(std::nan("")) == "nan");
}

BOOST_AUTO_TEST_CASE(thousands_are_separated) {
  BOOST_TEST(format_count(0) == "0");
  BOOST_TEST(format_count(999) == "999");
  BOOST_TEST(format_count(-1234567) == "-1,234,567");
}

BOOST_AUTO_TEST_CASE(an_interval_needs_both_bounds) {
  BOOST_TEST(format_interval(0.25, 0.5) == "[0.2500, 0.5000]");
  BOOST_TEST(format_interval(0.25, std::nullopt) == "");
}

BOOST_AUTO_TEST_CASE(durations_use_the_largest_units) {
  BOOST_TEST(format_duration(0.84) == "0.8 s");
  BOOST_TEST(format_duration(42.4) == "42 s");
  BOOST_TEST(format_duration(185) == "3 min 5 s");
  BOOST_TEST(format_duration(7625) == "2 h 7 min");
  BOOST_TEST(format_duration(-1) == "?");
}

BOOST_AUTO_TEST_SUITE_END()
