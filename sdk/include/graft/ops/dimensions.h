#pragma once

#include <cstdint>
#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// The same elements with their dimensions in another order, or with more or fewer of size 1. Any
// dtype. Negative dimensions count from the end; one that does not exist is a ShapeError.

/// Dimension i of the result is dimension `dimensions[i]` of `input`: every one exactly once, or
/// ShapeError. A copy.
GRAFT_API Tensor permute(const Tensor& input, const std::vector<std::int64_t>& dimensions);
/// Two dimensions exchanged. A copy.
GRAFT_API Tensor transpose(const Tensor& input, std::int64_t first, std::int64_t second);

/// [2, 3] -> [2, 1, 3] for dimension 1, counted in the result. Shares storage.
GRAFT_API Tensor unsqueeze(const Tensor& input, std::int64_t dimension);
/// [2, 1, 3] -> [2, 3] for dimension 1. Throws ShapeError if its size is not 1. Shares storage.
GRAFT_API Tensor squeeze(const Tensor& input, std::int64_t dimension);

}  // namespace graft
