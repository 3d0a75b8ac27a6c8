#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// Comparisons of each pair of elements, broadcast as in NumPy, to bool. Both operands are floats,
// f32 or bf16, or both i64. Comparisons with NaN are false. No gradient.

GRAFT_API Tensor equal(const Tensor& left, const Tensor& right);
GRAFT_API Tensor less(const Tensor& left, const Tensor& right);
GRAFT_API Tensor greater(const Tensor& left, const Tensor& right);

// Masks hold a truth value per element: bool, or i64 where everything but 0 is true. Results are
// bool.

/// Whether both are true, broadcast.
GRAFT_API Tensor logical_and(const Tensor& left, const Tensor& right);
GRAFT_API Tensor logical_not(const Tensor& mask);

}  // namespace graft
