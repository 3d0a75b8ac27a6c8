#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// Masks are bool, or i64 where everything but 0 is true; see compare.h.

/// Elements of `if_true` where `condition` holds, of `if_false` elsewhere.
///
///   condition          mask
///   if_true, if_false  one dtype, any, or f32 and bf16
///   returns            the shape of all three broadcast as in NumPy
///
/// Throws ShapeError naming the dimension where shapes do not fit, Error when dtypes disagree.
GRAFT_API Tensor where(const Tensor& condition, const Tensor& if_true, const Tensor& if_false);

/// `input` (f32 or bf16) with `value` where `mask`, repeated to the shape of `input`, is true.
/// Gradient 0 there. Throws ShapeError if the mask does not fit or would enlarge the input.
GRAFT_API Tensor masked_fill(const Tensor& input, const Tensor& mask, float value);

}  // namespace graft
