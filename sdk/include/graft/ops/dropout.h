#pragma once

#include "graft/export.h"
#include "graft/forward_context.h"
#include "graft/tensor.h"

namespace graft {

/// Sets each element to zero with this probability and divides the rest by 1 - probability. Passes
/// the input through when not training or when probability is 0. Which elements fall depends on the
/// generator and the element's index alone. Throws Error when training without a generator, or when
/// probability is outside [0, 1). Source: Srivastava et al., "Dropout", 2014.
GRAFT_API Tensor dropout(const Tensor& input, float probability, ForwardContext& context);

}  // namespace graft
