#pragma once

#include <cstdint>

#include "kernels/elements.h"

namespace graft::kernels {

/// output[i] = input[i] * scale where the i-th number of Rng(seed) is at least `threshold`, else 0.
/// Both may be the same memory.
void dropout(ConstElements input, Elements output, std::int64_t count, std::uint64_t seed,
             std::uint32_t threshold, float scale);

}  // namespace graft::kernels
