#pragma once

#include "graft/ops/cast.h"
#include "graft/tensor.h"

namespace graft {

/// op(input), computed in f32 and brought back to bf16: for ops without a kernel for bf16.
template <class Op>
Tensor through_f32(const Tensor& input, const Op& op) {
  return cast(op(cast(input, DType::kFloat32)), DType::kBFloat16);
}

}  // namespace graft
