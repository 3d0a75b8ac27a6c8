#include "framework/model_io/float_formats.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The half next above a finite, positive one, as a float; 2^16 above the largest.
double next_half(std::uint16_t half) {
  return half == 0x7bff ? 65536.0 : graft::float_from_half(static_cast<std::uint16_t>(half + 1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(float_formats)

BOOST_AUTO_TEST_CASE(every_half_and_every_bfloat16_comes_back_bit_for_bit) {
  int wrong = 0;
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto stored = static_cast<std::uint16_t>(bits);
    if ((stored & 0x7fff) <= 0x7c00) {
      wrong += graft::half_from_float(graft::float_from_half(stored)) != stored ? 1 : 0;
    }
    if ((stored & 0x7fff) <= 0x7f80) {
      wrong += graft::bfloat16_from_float(graft::float_from_bfloat16(stored)) != stored ? 1 : 0;
    }
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(halves_are_rounded_to_the_nearest_and_from_the_middle_to_the_even_one) {
  int wrong = 0;
  for (std::uint16_t half = 0; half < 0x7c00; ++half) {
    const double low = graft::float_from_half(half);
    const double high = next_half(half);
    const auto middle = static_cast<float>((low + high) / 2);  // exact
    const auto above = static_cast<std::uint16_t>(half + 1);
    const std::uint16_t even = half % 2 == 0 ? half : above;
    const std::uint16_t sign = 0x8000;
    wrong += graft::half_from_float(middle) != even ? 1 : 0;
    wrong += graft::half_from_float(-middle) != (even | sign) ? 1 : 0;
    wrong += graft::half_from_float(std::nextafter(middle, 0.0f)) != half ? 1 : 0;
    wrong += graft::half_from_float(std::nextafter(middle, kInfinity)) != above ? 1 : 0;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(bfloat16_is_rounded_to_the_nearest_and_from_the_middle_to_the_even_one) {
  BOOST_TEST(graft::bfloat16_from_float(1.0f) == 0x3f80);
  BOOST_TEST(graft::bfloat16_from_float(1.0f + 0x1p-8f) == 0x3f80);             // middle, down
  BOOST_TEST(graft::bfloat16_from_float(1.0f + 0x1p-8f + 0x1p-23f) == 0x3f81);  // beyond it
  BOOST_TEST(graft::bfloat16_from_float(1.0f + 3 * 0x1p-8f) == 0x3f82);         // middle, up
  BOOST_TEST(graft::bfloat16_from_float(-1.0f - 3 * 0x1p-8f) == 0xbf82);
}

BOOST_AUTO_TEST_CASE(numbers_beyond_the_largest_become_infinity_and_nan_stays_nan) {
  BOOST_TEST(graft::half_from_float(65519.996f) == 0x7bff);
  BOOST_TEST(graft::half_from_float(65520.0f) == 0x7c00);
  BOOST_TEST(graft::half_from_float(-1e30f) == 0xfc00);
  BOOST_TEST(graft::bfloat16_from_float(std::numeric_limits<float>::max()) == 0x7f80);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  BOOST_TEST(std::isnan(graft::float_from_half(graft::half_from_float(nan))));
  BOOST_TEST(std::isnan(graft::float_from_bfloat16(graft::bfloat16_from_float(nan))));
}

BOOST_AUTO_TEST_CASE(the_first_number_that_a_type_cannot_hold_is_found) {
  const auto tensor = graft::Tensor::from(
      {4}, std::vector<float>{65519.0f, -65520.0f, std::numeric_limits<float>::max(), kInfinity});
  BOOST_TEST(graft::first_non_finite(tensor, graft::FloatType::kF16) == 1);
  BOOST_TEST(graft::first_non_finite(tensor, graft::FloatType::kBF16) == 2);
  BOOST_TEST(graft::first_non_finite(tensor) == 3);
  BOOST_TEST(graft::first_non_finite(graft::Tensor::scalar(-65504.0f), graft::FloatType::kF16) ==
             -1);
}

BOOST_AUTO_TEST_CASE(stored_numbers_are_little_endian_and_side_by_side) {
  const float values[] = {1.5f, -2.0f};
  char bytes[8] = {};
  graft::store_floats(values, 2, graft::FloatType::kF16, bytes);
  BOOST_TEST(std::memcmp(bytes, "\x00\x3e\x00\xc0", 4) == 0);
  graft::store_floats(values, 2, graft::FloatType::kBF16, bytes);
  BOOST_TEST(std::memcmp(bytes, "\xc0\x3f\x00\xc0", 4) == 0);
  graft::store_floats(values, 2, graft::FloatType::kF32, bytes);
  BOOST_TEST(std::memcmp(bytes, "\x00\x00\xc0\x3f\x00\x00\x00\xc0", 8) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
