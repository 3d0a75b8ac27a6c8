#pragma once

#include <cstdint>
#include <vector>

#include "kernels/elements.h"

namespace graft::kernels {

/// Sum of `count` elements. Partial sums are over stretches of a fixed length, and added in order
/// in double: the result does not depend on the number of threads.
double sum(const float* input, std::int64_t count);

struct ConstSpan {
  const float* input = nullptr;
  std::int64_t count = 0;
};

/// Sum of squares of each of these, in the same way; threads share the elements evenly, however
/// many spans they lie in.
std::vector<double> squared_norms(const std::vector<ConstSpan>& spans);

/// output[c] = sum over r of input[r, c], for input [rows, columns]. Each column is added in order
/// of rows, in stretches, whatever the number of threads.
void column_sum(ConstElements input, std::int64_t rows, std::int64_t columns, float* output);

/// output[o, i] = sum over s of input[o, s, i], for input [outer, size, inner], in the ways above.
void group_sum(const float* input, std::int64_t outer, std::int64_t size, std::int64_t inner,
               float* output);

}  // namespace graft::kernels
