#pragma once

#include <cstdint>

namespace graft::kernels {

// Functions of each element. Input and output may be the same memory.

/// output[i] = e^input[i], relative error below 2e-7; 0 below -86.6.
void exp(const float* input, float* output, std::int64_t count);

/// output[i] = the square root of input[i], rounded correctly; NaN below 0.
void sqrt(const float* input, float* output, std::int64_t count);

}  // namespace graft::kernels
