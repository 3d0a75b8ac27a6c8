#pragma once

#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Scales the gradients of all parameters by one factor, in place, so that their norm is at most
/// `max_norm`. Returns the norm before: the root of the sum of squares over all of them, in the
/// order given. A parameter without gradient is passed over, one named twice counts once. Where the
/// norm is not finite nothing is changed: whoever calls decides. Throws Error unless max_norm > 0.
/// Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks",
/// 2013.
GRAFT_API double clip_grad_norm(const std::vector<Tensor>& parameters, double max_norm);

}  // namespace graft
