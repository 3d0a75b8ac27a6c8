#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

enum class Transpose { kNone, kFirst, kSecond, kBoth };

/// Matrix product of f32 tensors, [..., rows, inner] x [..., inner, columns] -> [..., rows,
/// columns], with the last two dimensions of an operand read transposed where asked. The dimensions
/// before them are a batch of products and are not broadcast. Throws ShapeError when ranks, batches
/// or inner sizes disagree, or a rank is below 2.
GRAFT_API Tensor matmul(const Tensor& left, const Tensor& right,
                        Transpose transpose = Transpose::kNone);

}  // namespace graft
