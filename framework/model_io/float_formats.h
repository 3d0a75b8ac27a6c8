#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graft/tensor.h"

namespace graft {

/// How numbers are stored in a file.
enum class FloatType { kF32, kF16, kBF16 };

/// The three names of a type.
struct FloatTypeNames {
  FloatType type;
  const char* option;       // on the command line: "f16"
  const char* safetensors;  // in a safetensors header: "F16"
  const char* config;       // as `torch_dtype` of a config.json: "float16"
};
const FloatTypeNames& names_of(FloatType type);
const std::vector<FloatTypeNames>& all_float_types();

/// Bytes of one number.
std::int64_t size_of(FloatType type);

/// IEEE 754 half precision, exact.
float float_from_half(std::uint16_t half);
/// The upper half of a single-precision number, exact.
float float_from_bfloat16(std::uint16_t bfloat16);

/// The nearest number of the type, of two equally near the even one; infinity beyond the largest.
std::uint16_t half_from_float(float value);
std::uint16_t bfloat16_from_float(float value);

/// Writes `count` numbers as the type; `target` has room for them.
void store_floats(const float* values, std::int64_t count, FloatType type, char* target);

/// Index of the first element of an f32 tensor that is infinite or no number, or becomes so when it
/// is stored as `type`; -1 when there is none.
std::int64_t first_non_finite(const Tensor& tensor, FloatType type = FloatType::kF32);

}  // namespace graft
