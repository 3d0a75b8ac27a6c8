#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// Order along one dimension, f32 or bf16. NaN counts as larger than every number. Negative
// dimensions count from the end; one that does not exist is a ShapeError.

/// Elements and where they were: values[.., i, ..] = input[.., indices[.., i, ..], ..].
struct GRAFT_API Ranked {
  Tensor values;   // of the input's type, with gradient
  Tensor indices;  // i64
};

enum class SortOrder { kAscending, kDescending };

/// All entries in order; equal ones stay in theirs.
GRAFT_API Ranked sort(const Tensor& input, std::int64_t dimension,
                      SortOrder order = SortOrder::kAscending);
/// The `k` largest entries, the largest first, of equal ones the first. Throws ShapeError unless
/// 0 <= k <= the dimension's size.
GRAFT_API Ranked top_k(const Tensor& input, std::int64_t k, std::int64_t dimension = -1);

/// Index of the largest entry, of equal ones the first; i64, the input's shape without the
/// dimension. Like `max`, of the first NaN if there is one. Throws ShapeError if there are no
/// entries.
GRAFT_API Tensor argmax(const Tensor& input, std::int64_t dimension = -1);
/// As `argmax`, for the smallest.
GRAFT_API Tensor argmin(const Tensor& input, std::int64_t dimension = -1);

}  // namespace graft
