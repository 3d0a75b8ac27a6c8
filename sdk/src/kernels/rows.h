#pragma once

#include <cstdint>

namespace graft::kernels {

/// Copies row rows[i] of `table` to row i of `output`, i < count; a row has `row_bytes` bytes.
void gather_rows(const void* table, const std::int64_t* rows, std::int64_t count,
                 std::int64_t row_bytes, void* output);

/// table[rows[i], :] += input[i, :], rows of `width` elements. Repeated rows add up in order of i,
/// whatever the number of threads.
void scatter_add_rows(const float* input, const std::int64_t* rows, std::int64_t count,
                      std::int64_t width, float* table);

}  // namespace graft::kernels
