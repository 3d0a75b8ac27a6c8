#pragma once

#include <vector>

#include "graft/tensor.h"

namespace graft {

/// The tensors as they are, or, if some are f32 and some bf16, those of f32 cast to bf16: for ops
/// that only move elements.
std::vector<Tensor> in_one_float(std::vector<Tensor> tensors);

}  // namespace graft
