#include "framework/report/memory_text.h"

#include <boost/test/unit_test.hpp>

using namespace graft;

BOOST_AUTO_TEST_SUITE(memory_text_of_bytes)

BOOST_AUTO_TEST_CASE(every_purpose_is_named_in_units_of_the_total) {
  constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;
  MemoryBytes bytes;
  bytes.of = {40 * kMebibyte, 40 * kMebibyte, 80 * kMebibyte, 420 * kMebibyte, kMebibyte * 2 / 5};
  BOOST_TEST(memory_text(bytes) ==
             "580 MiB: weights 40, gradients 40, optimizer 80, activations 420, scratch 0");
}

BOOST_AUTO_TEST_CASE(little_memory_is_told_with_a_decimal) {
  MemoryBytes bytes;
  bytes.of = {1 << 20, 1 << 19, 0, 0, 0};
  BOOST_TEST(memory_text(bytes) ==
             "1.5 MiB: weights 1.0, gradients 0.5, optimizer 0.0, activations 0.0, scratch 0.0");
}

BOOST_AUTO_TEST_SUITE_END()
