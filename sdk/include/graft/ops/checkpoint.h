#pragma once

#include <functional>
#include <vector>

#include "graft/export.h"
#include "graft/forward_context.h"
#include "graft/tensor.h"

namespace graft {

/// A part of a model: from its inputs to its output.
using CheckpointedFunction =
    std::function<Tensor(const std::vector<Tensor>& inputs, ForwardContext& context)>;

/// function(inputs, context), of which only the inputs are kept for the gradient: what lies between
/// them and the output is computed again when the gradient is taken, with the same random numbers.
/// One more forward pass of that part, for the memory of its activations.
///
/// What `function` reads besides `inputs` must be leaves (parameters) or need no gradient, and must
/// live and stay as it is until the gradient is taken. Where nothing is recorded, or `context` does
/// not ask for `gradient_checkpointing` while training, it is just called. Source: Chen et al.,
/// "Training Deep Nets with Sublinear Memory Cost", 2016.
GRAFT_API Tensor checkpoint(const std::vector<Tensor>& inputs, ForwardContext& context,
                            CheckpointedFunction function);

}  // namespace graft
