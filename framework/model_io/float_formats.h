#pragma once

#include <cstdint>

namespace graft {

/// IEEE 754 half precision, exact.
float float_from_half(std::uint16_t half);
/// The upper half of a single-precision number, exact.
float float_from_bfloat16(std::uint16_t bfloat16);

}  // namespace graft
