#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

enum class Transpose { kNone, kFirst, kSecond };

/// Matrix product of f32 tensors, [rows, inner] x [inner, columns] -> [rows, columns], with one
/// operand read transposed where asked. With rank 3 the first dimension is a batch of products.
/// Throws ShapeError when ranks, batches or inner sizes disagree.
GRAFT_API Tensor matmul(const Tensor& left, const Tensor& right,
                        Transpose transpose = Transpose::kNone);

}  // namespace graft
