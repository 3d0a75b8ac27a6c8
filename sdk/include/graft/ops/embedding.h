#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// For `padding_id`: every row learns.
inline constexpr std::int64_t kNoPadding = -1;

/// Rows of a table. ids [...] i64, weight [num_embeddings, hidden] -> [..., hidden] of
/// compute_dtype(). Repeated ids
/// add up in the gradient, in order of position; the row of `padding_id` receives none. Throws
/// InputError naming an id out of range.
GRAFT_API Tensor embedding(const Tensor& ids, const Tensor& weight,
                           std::int64_t padding_id = kNoPadding);

}  // namespace graft
