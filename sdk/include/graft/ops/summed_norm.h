#pragma once

#include "graft/tensor.h"

namespace graft {

/// What an op returns that adds and normalizes in one pass over memory.
struct SummedNorm {
  Tensor sum;
  Tensor normalized;
};

}  // namespace graft
