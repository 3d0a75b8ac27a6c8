#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Each row of the last dimension divided by its Euclidean length, no less than `epsilon`.
/// f32, any shape but a scalar.
GRAFT_API Tensor l2_normalize(const Tensor& input, float epsilon = 1e-12f);

}  // namespace graft
