#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Entry i along the dimension is the sum of entries 0 to i. f32 or bf16, any shape but a scalar;
/// sums are carried in double. Throws ShapeError if the dimension does not exist.
GRAFT_API Tensor cumulative_sum(const Tensor& input, std::int64_t dimension);

}  // namespace graft
