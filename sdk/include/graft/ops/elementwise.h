#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// left + right, f32 or bf16, broadcast as in NumPy: shapes are compared from the last dimension,
/// and a size of 1, or a missing dimension, is repeated to the other operand's size. Fastest where
/// `right` has the shape of `left` or of its last dimensions. Throws ShapeError naming the
/// dimension in which two sizes differ and neither is 1. Gradients are summed over repetitions.
GRAFT_API Tensor add(const Tensor& left, const Tensor& right);
/// left - right, shapes as in `add`.
GRAFT_API Tensor subtract(const Tensor& left, const Tensor& right);
/// left * right, shapes as in `add`.
GRAFT_API Tensor multiply(const Tensor& left, const Tensor& right);
/// input * factor.
GRAFT_API Tensor scale(const Tensor& input, float factor);
/// e to the power of each element, f32 or bf16.
GRAFT_API Tensor exp(const Tensor& input);

}  // namespace graft
