#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Sum of all elements, a scalar. The order of summation depends on the size and the number of
/// threads alone.
GRAFT_API Tensor sum(const Tensor& input);
/// Mean of all elements, a scalar.
GRAFT_API Tensor mean(const Tensor& input);

}  // namespace graft
