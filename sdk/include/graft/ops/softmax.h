#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// exp(x) / sum exp(x) over the last dimension, shifted by its maximum. f32, any shape.
GRAFT_API Tensor softmax(const Tensor& logits);
/// log of `softmax`, without losing small probabilities.
GRAFT_API Tensor log_softmax(const Tensor& logits);

}  // namespace graft
