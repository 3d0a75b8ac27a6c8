#pragma once

#include "kernels/loop_nest.h"

namespace graft::kernels {

enum class Binary {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kMaximum,  // NaN where either is NaN; the left one of equals
  kMinimum,
};

/// output = left op right. `nest` is a broadcast of these two. The output may be the memory
/// of an operand that is not repeated.
void binary(Binary op, const LoopNest& nest, const float* left, const float* right, float* output);

}  // namespace graft::kernels
