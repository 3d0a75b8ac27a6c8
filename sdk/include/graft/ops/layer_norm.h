#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Layer normalization over the last dimension.
///
///   hidden_states  [..., hidden]  f32
///   weight, bias   [hidden]
///   returns        [..., hidden]
///
/// `epsilon` is added to the variance (biased), inside the root. Throws ShapeError when sizes
/// disagree. Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
GRAFT_API Tensor layer_norm(const Tensor& hidden_states, const Tensor& weight, const Tensor& bias,
                            float epsilon = 1e-5f);

}  // namespace graft
