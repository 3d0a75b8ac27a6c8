#pragma once

#include "graft/ops/cast.h"
#include "graft/tensor.h"

namespace graft {

/// op(inputs...), computed in f32: for ops without a kernel for bf16. The result is bf16 where one
/// of the inputs, which are f32 or bf16, is.
template <class Op, class... Inputs>
Tensor through_f32(const Op& op, const Inputs&... inputs) {
  const bool is_half = ((inputs.dtype() == DType::kBFloat16) || ...);
  const Tensor output = op(cast(inputs, DType::kFloat32)...);
  return is_half ? cast(output, DType::kBFloat16) : output;
}

}  // namespace graft
