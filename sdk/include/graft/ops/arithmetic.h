#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// Together with `add`, `subtract` and `multiply` of elementwise.h. Operands are f32 or bf16 and
// broadcast as in NumPy: shapes are compared from the last dimension, and a size of 1, or a missing
// dimension, is repeated to the other operand's size. Gradients are summed over repetitions.
// ShapeError names the first dimension from the end in which two sizes differ and neither is 1.

/// left / right. Division by zero gives infinity, or NaN for 0 / 0.
GRAFT_API Tensor divide(const Tensor& left, const Tensor& right);
/// The larger of each pair; NaN where either is NaN. Of two equal ones `left` gets the gradient.
GRAFT_API Tensor maximum(const Tensor& left, const Tensor& right);
/// The smaller of each pair, otherwise as `maximum`.
GRAFT_API Tensor minimum(const Tensor& left, const Tensor& right);

}  // namespace graft
