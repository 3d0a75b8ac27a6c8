#pragma once

#include <cstdint>

#include "kernels/elements.h"

namespace graft::kernels {

/// Sum of `count` elements. Partial sums are over stretches of a fixed length, and added in order
/// in double: the result does not depend on the number of threads.
double sum(const float* input, std::int64_t count);

/// Sum of squares of `count` elements, in the same way.
double squared_norm(const float* input, std::int64_t count);

/// output[c] = sum over r of input[r, c], for input [rows, columns]. Each column is added in order
/// of rows, in stretches, whatever the number of threads.
void column_sum(ConstElements input, std::int64_t rows, std::int64_t columns, float* output);

/// output[o, i] = sum over s of input[o, s, i], for input [outer, size, inner], in the ways above.
void group_sum(const float* input, std::int64_t outer, std::int64_t size, std::int64_t inner,
               float* output);

}  // namespace graft::kernels
