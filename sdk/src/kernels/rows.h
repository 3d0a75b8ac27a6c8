#pragma once

#include <cstdint>

namespace graft::kernels {

/// output[i, :] = table[rows[i], :], for `count` rows of `width` elements.
void gather_rows(const float* table, const std::int64_t* rows, std::int64_t count,
                 std::int64_t width, float* output);

/// table[rows[i], :] += input[i, :]. Repeated rows add up in order of i, whatever the number of
/// threads.
void scatter_add_rows(const float* input, const std::int64_t* rows, std::int64_t count,
                      std::int64_t width, float* table);

}  // namespace graft::kernels
