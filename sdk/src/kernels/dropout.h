#pragma once

#include <cstdint>

namespace graft::kernels {

/// output[i] = input[i] * scale where the i-th number of Rng(seed) is at least `threshold`, else 0.
/// Both may be the same memory.
void dropout(const float* input, float* output, std::int64_t count, std::uint64_t seed,
             std::uint32_t threshold, float scale);

}  // namespace graft::kernels
