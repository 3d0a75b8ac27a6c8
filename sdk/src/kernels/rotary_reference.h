#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/rotary.h"

namespace graft::kernels {

/// Rotation of pairs in plain double arithmetic, by `direction` times the angles.
/// `positions` holds [batch, seq] or [seq] numbers, as `shape` says.
inline std::vector<double> rotary_reference(const std::vector<float>& input,
                                            const std::vector<std::int64_t>& positions,
                                            const std::vector<float>& inverse_frequencies,
                                            const RotaryShape& shape, double direction) {
  const auto pairs = static_cast<std::size_t>(shape.pairs);
  const std::size_t width = 2 * pairs * static_cast<std::size_t>(shape.heads);
  std::vector<double> output(input.size());
  for (std::size_t head = 0; head < input.size(); head += 2 * pairs) {
    const double position = static_cast<double>(positions[head / width % positions.size()]);
    for (std::size_t i = 0; i < pairs; ++i) {
      const double angle = direction * position * static_cast<double>(inverse_frequencies[i]);
      const double first = input[head + i];
      const double second = input[head + pairs + i];
      output[head + i] = first * std::cos(angle) - second * std::sin(angle);
      output[head + pairs + i] = second * std::cos(angle) + first * std::sin(angle);
    }
  }
  return output;
}

}  // namespace graft::kernels
