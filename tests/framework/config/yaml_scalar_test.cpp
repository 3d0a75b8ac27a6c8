#include "framework/config/yaml_scalar.h"

#include <clocale>
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

namespace graft {
namespace {

bool is_text(const char* text) {
  const Value value = resolve_plain_scalar(text);
  return value.is_string() && value.as_string() == text;
}

/// A locale in which 1.5 is written 1,5, while it lives.
class CommaLocale {
 public:
  CommaLocale() : previous_(std::setlocale(LC_ALL, nullptr)) {
    for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"}) {
      if (std::setlocale(LC_ALL, name) != nullptr) break;
    }
  }
  ~CommaLocale() { std::setlocale(LC_ALL, previous_.c_str()); }

 private:
  std::string previous_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(yaml_scalar)

BOOST_AUTO_TEST_CASE(null_has_four_spellings_and_the_empty_one) {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    BOOST_TEST(resolve_plain_scalar(text).is_null(), text);
  }
  BOOST_TEST(is_text("nUll"));
}

BOOST_AUTO_TEST_CASE(booleans_are_true_and_false_only) {
  BOOST_TEST(resolve_plain_scalar("true").as_bool());
  BOOST_TEST(!resolve_plain_scalar("False").as_bool());
  for (const char* text : {"yes", "no", "NO", "on", "off", "y", "n", "tRue"}) {
    BOOST_TEST(is_text(text), text);
  }
}

BOOST_AUTO_TEST_CASE(integers_are_decimal_hexadecimal_or_octal) {
  BOOST_TEST(resolve_plain_scalar("0").as_int() == 0);
  BOOST_TEST(resolve_plain_scalar("-12").as_int() == -12);
  BOOST_TEST(resolve_plain_scalar("+12").as_int() == 12);
  BOOST_TEST(resolve_plain_scalar("007").as_int() == 7);
  BOOST_TEST(resolve_plain_scalar("0x1F").as_int() == 31);
  BOOST_TEST(resolve_plain_scalar("0o17").as_int() == 15);
  BOOST_TEST(resolve_plain_scalar("9223372036854775807").as_int() ==
             std::numeric_limits<std::int64_t>::max());
  BOOST_TEST(resolve_plain_scalar("-9223372036854775808").as_int() ==
             std::numeric_limits<std::int64_t>::min());
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_an_integer_is_text) {
  for (const char* text : {"1_000", "0x", "0o", "0o8", "0xg", "0x-1", "0o+1", "-0x1", "12px", "+",
                           "-", "--1", "+-1", "1 2"}) {
    BOOST_TEST(is_text(text), text);
  }
}

BOOST_AUTO_TEST_CASE(integers_beyond_64_bits_become_floats) {
  const Value value = resolve_plain_scalar("9223372036854775808");
  BOOST_TEST(!value.is_int());
  BOOST_TEST(value.as_double() == 9223372036854775808.0);
}

BOOST_AUTO_TEST_CASE(floats_have_a_point_or_an_exponent) {
  BOOST_TEST(resolve_plain_scalar("1e-4").as_double() == 1e-4);
  BOOST_TEST(resolve_plain_scalar("1E4").as_double() == 1e4);
  BOOST_TEST(resolve_plain_scalar("12e03").as_double() == 12000.0);
  BOOST_TEST(resolve_plain_scalar("-1.5").as_double() == -1.5);
  BOOST_TEST(resolve_plain_scalar("+.5").as_double() == 0.5);
  BOOST_TEST(resolve_plain_scalar("1.").as_double() == 1.0);
  BOOST_TEST(!resolve_plain_scalar("1.0").is_int());
  for (const char* text : {".", "-.", "e5", ".e5", "1e", "1e+", "1.2.3", "1,5", "0x1p3", "1e5x"}) {
    BOOST_TEST(is_text(text), text);
  }
}

BOOST_AUTO_TEST_CASE(infinity_and_nan_start_with_a_point) {
  const double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(resolve_plain_scalar(".inf").as_double() == infinity);
  BOOST_TEST(resolve_plain_scalar("-.INF").as_double() == -infinity);
  BOOST_TEST(std::isnan(resolve_plain_scalar(".NaN").as_double()));
  for (const char* text : {"inf", "nan", "Infinity", "-.nan"}) BOOST_TEST(is_text(text), text);
}

BOOST_AUTO_TEST_CASE(floats_out_of_range_become_infinity_or_zero) {
  const double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(resolve_plain_scalar("1e999").as_double() == infinity);
  BOOST_TEST(resolve_plain_scalar("-1e999").as_double() == -infinity);
  BOOST_TEST(resolve_plain_scalar("1e-999").as_double() == 0.0);
}

BOOST_AUTO_TEST_CASE(numbers_do_not_depend_on_the_locale) {
  const CommaLocale locale;
  BOOST_TEST(resolve_plain_scalar("1.5").as_double() == 1.5);
  BOOST_TEST(is_text("1,5"));
}

BOOST_AUTO_TEST_CASE(the_source_text_is_kept) {
  BOOST_TEST(resolve_plain_scalar("0x10").source_text() == "0x10");
  BOOST_TEST(resolve_plain_scalar("1e3").source_text() == "1e3");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
