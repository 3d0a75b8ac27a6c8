#pragma once

#include "graft/export.h"
#include "graft/graft_point.h"
#include "graft/ops/activation.h"
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

/// activate(linear(input, weight, bias, layout), activation) as one op, in the memory of the map's
/// output where no gradient reads that: without gradients, and for relu.
GRAFT_API Tensor linear_activate(const Tensor& input, const Tensor& weight, const Tensor& bias,
                                 Activation activation, WeightLayout layout = WeightLayout::kOutIn);

}  // namespace graft
