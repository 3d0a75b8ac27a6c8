#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// The same numbers in f32 or bf16, rounded to nearest; the very tensor if it is of that type
/// already. The gradient comes back in the input's type. Throws Error for other types.
GRAFT_API Tensor cast(const Tensor& input, DType dtype);

}  // namespace graft
