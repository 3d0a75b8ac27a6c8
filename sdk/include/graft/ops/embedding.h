#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Rows of a table. ids [...] i64, weight [num_embeddings, hidden] -> [..., hidden]. Repeated ids
/// add up in the gradient, in order of position. Throws InputError naming an id out of range.
GRAFT_API Tensor embedding(const Tensor& ids, const Tensor& weight);

}  // namespace graft
