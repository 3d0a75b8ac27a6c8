#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hwy/targets.h"
#include <boost/test/unit_test.hpp>

#include "graft/random.h"
#include "graft/tensor.h"
#include "kernels/bfloat16.h"

namespace graft::tests {

/// Lengths around those of whole vectors, for every instruction set.
inline const std::vector<std::int64_t> kLengths = {1,  2,  3,  4,  5,  7,  8,  9,   15,  16,
                                                   17, 31, 32, 33, 63, 64, 65, 100, 257, 1000};

/// Uniform numbers in [low, high), the same for the same seed.
inline std::vector<float> random_values(std::int64_t count, std::uint64_t seed, float low = -2.0f,
                                        float high = 2.0f) {
  Rng rng(seed);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = low + (high - low) * rng.uniform();
  return values;
}

inline std::vector<BFloat16> as_bf16(const std::vector<float>& values) {
  std::vector<BFloat16> halves(values.size());
  kernels::convert_here(values.data(), halves.data(), static_cast<std::int64_t>(values.size()));
  return halves;
}
inline std::vector<float> as_f32(const std::vector<BFloat16>& halves) {
  std::vector<float> values(halves.size());
  kernels::convert_here(halves.data(), values.data(), static_cast<std::int64_t>(values.size()));
  return values;
}

/// Calls `body()` once for every instruction set that this processor has.
template <class Body>
void for_each_instruction_set(const Body& body) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    BOOST_TEST_CONTEXT("instruction set " << hwy::TargetName(target)) {
      hwy::SetSupportedTargetsForTest(target);
      body();
    }
  }
  hwy::SetSupportedTargetsForTest(0);
}

/// Checks |found - expected| <= tolerance * (1 + |expected|) for every element; names the worst.
template <class Found, class Expected>
void check_close(const std::vector<Found>& found, const std::vector<Expected>& expected,
                 double tolerance) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  std::size_t worst = 0;
  double worst_error = 0.0;  // relative to 1 + |expected|
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto want = static_cast<double>(expected[i]);
    const double error = std::abs(static_cast<double>(found[i]) - want) / (1.0 + std::abs(want));
    const double measured = std::isnan(error) ? INFINITY : error;
    if (measured > worst_error) {
      worst = i;
      worst_error = measured;
    }
  }
  BOOST_TEST(worst_error <= tolerance,
             "element " << worst << " is " << found[worst] << ", expected " << expected[worst]);
}

}  // namespace graft::tests
