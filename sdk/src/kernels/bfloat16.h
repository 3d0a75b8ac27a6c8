#pragma once

#include <cstdint>

#include "graft/tensor.h"
#include "kernels/elements.h"

namespace graft::kernels {

/// Rounds to nearest, ties to even; a NaN stays one.
inline BFloat16 to_bfloat16(float value) {
  const auto bits = __builtin_bit_cast(std::uint32_t, value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return {static_cast<std::uint16_t>(bits >> 16 | 0x40u)};
  }
  return {static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16)};
}

inline float to_float(BFloat16 value) {
  return __builtin_bit_cast(float, std::uint32_t{value.bits} << 16);
}

/// Copies `count` elements, on the calling thread, to the other type if it is another.
void convert_here(ConstElements from, Elements to, std::int64_t count);
/// The same on all threads.
void convert(ConstElements from, Elements to, std::int64_t count);

}  // namespace graft::kernels
