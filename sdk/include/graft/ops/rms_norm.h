#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Root-mean-square normalization over the last dimension.
///
///   hidden_states  [..., hidden]  f32
///   weight         [hidden]       learned gain
///   returns        [..., hidden]
///
/// `epsilon` is added to the mean square, inside the root. Throws ShapeError when sizes disagree.
/// Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
GRAFT_API Tensor rms_norm(const Tensor& hidden_states, const Tensor& weight, float epsilon = 1e-6f);

}  // namespace graft
