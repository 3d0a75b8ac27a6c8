#pragma once

#include "graft/export.h"
#include "graft/ops/summed_norm.h"
#include "graft/tensor.h"

namespace graft {

/// Root-mean-square normalization over the last dimension.
///
///   hidden_states  [..., hidden]  f32 or bf16
///   weight         [hidden]       f32, learned gain
///   returns        [..., hidden]
///
/// `epsilon` is added to the mean square, inside the root. Throws ShapeError when sizes disagree.
/// Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
GRAFT_API Tensor rms_norm(const Tensor& hidden_states, const Tensor& weight, float epsilon = 1e-6f);

/// sum = hidden_states + residual, of one shape, and its normalization, as `add` and `rms_norm`
/// give them, in one pass over memory. Throws ShapeError likewise.
GRAFT_API SummedNorm add_rms_norm(const Tensor& hidden_states, const Tensor& residual,
                                  const Tensor& weight, float epsilon = 1e-6f);

}  // namespace graft
