#pragma once

#include <string>

#include "graft/tensor.h"

namespace graft {

/// The type of activations for `precision: f32` or `bf16`. Where the processor computes bf16 no
/// faster than f32 it is f32, which a line on standard error says, unless the environment variable
/// GRAFT_EMULATE_BF16 is 1: then bf16 is used all the same, to see what its rounding does.
DType activation_dtype(const std::string& precision);

}  // namespace graft
