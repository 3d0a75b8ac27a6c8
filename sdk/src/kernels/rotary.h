#pragma once

#include <cstdint>

#include "kernels/elements.h"

namespace graft::kernels {

/// Sizes of a rotation of pairs. Element i of a head is paired with element i + pairs.
struct RotaryShape {
  std::int64_t batch;
  std::int64_t seq;
  std::int64_t heads;
  std::int64_t pairs;  // of one head, half its size
  bool is_by_row;      // angles are [batch, seq, pairs], else [seq, pairs]
};

/// cosines[r, i] and sines[r, i] of the angle positions[r] * inverse_frequencies[i], r < count.
void rotary_angles(const std::int64_t* positions, std::int64_t count,
                   const float* inverse_frequencies, std::int64_t pairs, float* cosines,
                   float* sines);

/// output [batch, seq, heads, 2 * pairs] = input, each pair turned by its angle:
///   first = first cos - second sin,   second = second cos + first sin
void rotate_pairs(ConstElements input, const float* cosines, const float* sines,
                  const RotaryShape& shape, Elements output);

/// The same with the angles reversed, which is the gradient of `rotate_pairs`.
void rotate_pairs_back(ConstElements input, const float* cosines, const float* sines,
                       const RotaryShape& shape, Elements output);

}  // namespace graft::kernels
