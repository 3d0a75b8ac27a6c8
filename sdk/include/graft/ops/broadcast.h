#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// `input`, of any dtype, repeated to `shape` as in NumPy: shapes are compared from the last
/// dimension; a size of 1, or a missing dimension, is repeated. A copy. Throws ShapeError if a
/// dimension would have to shrink or grow from another size than 1. The gradient is `sum_to`.
GRAFT_API Tensor broadcast_to(const Tensor& input, const Shape& shape);

/// The sum of `input` (f32 or bf16) over the dimensions along which a tensor of `shape` would be
/// repeated to its shape: what the gradient of an op that broadcasts needs. The gradient is
/// `broadcast_to`.
GRAFT_API Tensor sum_to(const Tensor& input, const Shape& shape);

}  // namespace graft
