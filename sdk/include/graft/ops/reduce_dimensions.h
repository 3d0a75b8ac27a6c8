#pragma once

#include <cstdint>
#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// Reductions over some dimensions, f32 or bf16; those over all elements are in reduce.h. Negative
// dimensions count from the end; an empty list reduces nothing. Throws ShapeError if a dimension
// does not exist or is named twice, and, but for `sum`, if there is nothing to reduce to an element
// of the result.

/// What becomes of the dimensions that were reduced.
enum class ReducedDims {
  kDrop,
  kKeep,  // with size 1, so that the result broadcasts against the input
};

GRAFT_API Tensor sum(const Tensor& input, const std::vector<std::int64_t>& dimensions,
                     ReducedDims reduced = ReducedDims::kDrop);
GRAFT_API Tensor mean(const Tensor& input, const std::vector<std::int64_t>& dimensions,
                      ReducedDims reduced = ReducedDims::kDrop);
/// NaN where one of the elements is NaN. The gradient goes to the first of the largest elements,
/// row by row, or to the first NaN.
GRAFT_API Tensor max(const Tensor& input, const std::vector<std::int64_t>& dimensions,
                     ReducedDims reduced = ReducedDims::kDrop);
/// As `max`, for the smallest.
GRAFT_API Tensor min(const Tensor& input, const std::vector<std::int64_t>& dimensions,
                     ReducedDims reduced = ReducedDims::kDrop);
/// Sum of the squared distances from the mean, divided by count - `correction` (0: as normalization
/// layers do; 1: unbiased). Throws ShapeError unless more than `correction` elements are reduced.
GRAFT_API Tensor variance(const Tensor& input, const std::vector<std::int64_t>& dimensions,
                          ReducedDims reduced = ReducedDims::kDrop, std::int64_t correction = 0);
/// log of the sum of exp(input), without overflow.
GRAFT_API Tensor log_sum_exp(const Tensor& input, const std::vector<std::int64_t>& dimensions,
                             ReducedDims reduced = ReducedDims::kDrop);

}  // namespace graft
