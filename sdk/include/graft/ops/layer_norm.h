#pragma once

#include "graft/export.h"
#include "graft/ops/summed_norm.h"
#include "graft/tensor.h"

namespace graft {

/// Layer normalization over the last dimension.
///
///   hidden_states  [..., hidden]  f32 or bf16
///   weight, bias   [hidden]       f32
///   returns        [..., hidden]
///
/// `epsilon` is added to the variance (biased), inside the root. Throws ShapeError when sizes
/// disagree. Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
GRAFT_API Tensor layer_norm(const Tensor& hidden_states, const Tensor& weight, const Tensor& bias,
                            float epsilon = 1e-5f);

/// sum = hidden_states + residual, of one shape, and its layer normalization, as `add` and
/// `layer_norm` give them, in one pass over memory. Throws ShapeError likewise.
GRAFT_API SummedNorm add_layer_norm(const Tensor& hidden_states, const Tensor& residual,
                                    const Tensor& weight, const Tensor& bias,
                                    float epsilon = 1e-5f);

}  // namespace graft
