#pragma once

#include <cstdint>

namespace graft::kernels {

// output[i] = left[i] op right[i % period], i < count; `period` divides `count`. The output may be
// the memory of either operand of full length.

void add(const float* left, const float* right, float* output, std::int64_t count,
         std::int64_t period);
void subtract(const float* left, const float* right, float* output, std::int64_t count,
              std::int64_t period);
void multiply(const float* left, const float* right, float* output, std::int64_t count,
              std::int64_t period);

/// output[i] = input[i] * factor. Both may be the same memory.
void scale(const float* input, float factor, float* output, std::int64_t count);

}  // namespace graft::kernels
