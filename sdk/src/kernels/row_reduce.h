#pragma once

#include <cstdint>

namespace graft::kernels {

// Each reduces `rows` rows of `columns` > 0 elements, one result a row. A row is one thread's.

enum class Extreme { kLargest, kSmallest };

/// positions[r]: column of the first of the most extreme elements, or of the first NaN.
void row_extreme(Extreme which, const float* input, std::int64_t rows, std::int64_t columns,
                 std::int64_t* positions);

/// sums[r]: of squared distances from the row's mean, which goes to means[r].
void row_squared_distances(const float* input, std::int64_t rows, std::int64_t columns,
                           float* means, float* sums);

/// results[r] = log of the sum of e^input[r, c], shifted by the largest.
void row_log_sum_exp(const float* input, std::int64_t rows, std::int64_t columns, float* results);

}  // namespace graft::kernels
