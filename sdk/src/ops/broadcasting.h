#pragma once

#include "graft/tensor.h"
#include "kernels/binary.h"

namespace graft {

// How ops combine operands of different shapes: shapes are compared from the last dimension, and a
// size of 1, or a missing dimension, is repeated to the other operand's size.

/// The shape of both together. Throws ShapeError naming op and shapes if they do not fit.
Shape broadcast_shape(const char* op, const char* left_name, const Shape& left,
                      const char* right_name, const Shape& right);

/// left op right, f32, without history.
Tensor broadcast_binary(const char* op, kernels::Binary kind, const Tensor& left,
                        const Tensor& right);

/// The sum of f32 over the dimensions marked, each of which stays with size 1. Never the same
/// handle.
Tensor sum_over(const Tensor& input, const std::vector<bool>& dimensions);

// With history, for operands, f32 or bf16, that `add` and its like in elementwise.cpp do not handle
// themselves.
Tensor broadcast_add(const Tensor& left, const Tensor& right);
Tensor broadcast_subtract(const Tensor& left, const Tensor& right);
Tensor broadcast_multiply(const Tensor& left, const Tensor& right);

}  // namespace graft
