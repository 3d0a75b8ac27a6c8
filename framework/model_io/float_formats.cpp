#include "framework/model_io/float_formats.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace graft {

namespace {

constexpr std::uint32_t kInfinity = 0x7f80'0000u;  // bits of a single-precision number

/// Bits of the magnitude from which on rounding to the type gives infinity.
std::uint32_t overflow_bits(FloatType type) {
  switch (type) {
    case FloatType::kF16:
      return std::bit_cast<std::uint32_t>(65520.0f);  // midway from 65504 to 2^16
    case FloatType::kBF16:
      return 0x7f7f'8000u;  // midway from the largest bfloat16 to 2^128
    case FloatType::kF32:
      break;
  }
  return kInfinity;
}

}  // namespace

const std::vector<FloatTypeNames>& all_float_types() {
  static const std::vector<FloatTypeNames> types = {{FloatType::kF32, "f32", "F32", "float32"},
                                                    {FloatType::kF16, "f16", "F16", "float16"},
                                                    {FloatType::kBF16, "bf16", "BF16", "bfloat16"}};
  return types;
}

const FloatTypeNames& names_of(FloatType type) {
  return all_float_types()[static_cast<std::size_t>(type)];
}

std::int64_t size_of(FloatType type) { return type == FloatType::kF32 ? 4 : 2; }

float float_from_half(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1fu;
  const std::uint32_t fraction = half & 0x3ffu;
  if (exponent == 0) {  // zero or subnormal: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
  }
  // Infinity and NaN keep an exponent of all ones; 112 is the difference of the biases 127 and 15.
  const std::uint32_t wide_exponent = exponent == 0x1fu ? 0xffu : exponent + 112;
  return std::bit_cast<float>(sign | wide_exponent << 23 | fraction << 13);
}

float float_from_bfloat16(std::uint16_t bfloat16) {
  return std::bit_cast<float>(std::uint32_t{bfloat16} << 16);
}

std::uint16_t half_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = bits >> 16 & 0x8000u;
  const std::uint32_t magnitude = bits & 0x7fff'ffffu;
  if (magnitude > kInfinity) return static_cast<std::uint16_t>(sign | 0x7e00u);
  if (magnitude >= overflow_bits(FloatType::kF16)) {
    return static_cast<std::uint16_t>(sign | 0x7c00u);
  }
  if (magnitude < std::bit_cast<std::uint32_t>(0x1p-14f)) {
    // The last bit of 0.5 is worth 2^-24, as that of a subnormal half: the addition rounds.
    const float rounded = std::bit_cast<float>(magnitude) + 0.5f;
    const auto fraction =
        std::bit_cast<std::uint32_t>(rounded) - std::bit_cast<std::uint32_t>(0.5f);
    return static_cast<std::uint16_t>(sign | fraction);
  }
  const std::uint32_t rebiased = magnitude - (112u << 23);
  const std::uint32_t rounded = rebiased + 0xfffu + (rebiased >> 13 & 1u);
  return static_cast<std::uint16_t>(sign | rounded >> 13);
}

std::uint16_t bfloat16_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7fff'ffffu) > kInfinity) return static_cast<std::uint16_t>(bits >> 16 | 0x40u);
  return static_cast<std::uint16_t>((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

void store_floats(const float* values, std::int64_t count, FloatType type, char* target) {
  if (type == FloatType::kF32) {
    if (count > 0) std::memcpy(target, values, static_cast<std::size_t>(count) * sizeof *values);
    return;
  }
  const auto convert = type == FloatType::kF16 ? half_from_float : bfloat16_from_float;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint16_t stored = convert(values[i]);
    std::memcpy(target + i * 2, &stored, sizeof stored);
  }
}

std::int64_t first_non_finite(const Tensor& tensor, FloatType type) {
  const std::uint32_t limit = overflow_bits(type);
  const float* values = tensor.data<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    if ((std::bit_cast<std::uint32_t>(values[i]) & 0x7fff'ffffu) >= limit) return i;
  }
  return -1;
}

}  // namespace graft
