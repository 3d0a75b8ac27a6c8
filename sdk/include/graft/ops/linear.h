#pragma once

#include "graft/export.h"
#include "graft/graft_point.h"
#include "graft/tensor.h"

namespace graft {

/// input W^T + bias, or input W + bias with WeightLayout::kInOut.
///
///   input    [..., in]  f32 or bf16, and so what is returned
///   weight   [out, in] or [in, out], f32; rounded to bf16 where the input is
///   bias     [out], or undefined for none
///   returns  [..., out]
///
/// Throws ShapeError when the sizes disagree.
GRAFT_API Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = Tensor(),
                        WeightLayout layout = WeightLayout::kOutIn);

}  // namespace graft
