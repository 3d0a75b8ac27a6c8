#pragma once

#include <cstdint>

#include "kernels/elements.h"

namespace graft::kernels {

/// Copies row rows[i] of `table` to row i of `output`, i < count; a row has `row_bytes` bytes.
void gather_rows(const void* table, const std::int64_t* rows, std::int64_t count,
                 std::int64_t row_bytes, void* output);

/// The same for rows of `width` numbers, converted where the output is of another type.
void gather_rows(ConstElements table, const std::int64_t* rows, std::int64_t count,
                 std::int64_t width, Elements output);

/// table[rows[i], :] += input[i, :], rows of `width` elements. Repeated rows add up in order of i,
/// whatever the number of threads.
void scatter_add_rows(const float* input, const std::int64_t* rows, std::int64_t count,
                      std::int64_t width, float* table);

}  // namespace graft::kernels
