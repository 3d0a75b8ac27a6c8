#pragma once

#include <cstdint>

namespace graft::kernels {

/// output[i] = e^input[i], relative error below 2e-7; 0 below -86.6. Both may be the same memory.
void exp(const float* input, float* output, std::int64_t count);

}  // namespace graft::kernels
