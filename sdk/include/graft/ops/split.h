#pragma once

#include <cstdint>
#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// Any dtype. Negative dimensions count from the end; one that does not exist is a ShapeError.
// The pieces of what was computed share one gradient: the backward pass may visit them once,
// together.

/// Cuts one dimension into pieces of these sizes, in order. Throws ShapeError unless they add up to
/// the dimension.
GRAFT_API std::vector<Tensor> split(const Tensor& input, std::int64_t dimension,
                                    const std::vector<std::int64_t>& sizes);
/// Cuts one dimension into so many equal parts. Throws ShapeError if it does not divide.
GRAFT_API std::vector<Tensor> split_equal(const Tensor& input, std::int64_t dimension,
                                          std::int64_t parts);
/// Joins tensors of one shape along a new dimension, counted in the result: two of [3, 5] give
/// [2, 3, 5] for dimension 0, [3, 5, 2] for -1. Throws ShapeError when shapes differ.
GRAFT_API Tensor stack(const std::vector<Tensor>& inputs, std::int64_t dimension);

/// Puts `before` and `after` entries of `value` around one dimension. Throws ShapeError if either
/// is negative.
GRAFT_API Tensor pad(const Tensor& input, std::int64_t dimension, std::int64_t before,
                     std::int64_t after, float value = 0.0f);

}  // namespace graft
