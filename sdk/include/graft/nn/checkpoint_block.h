#pragma once

#include <functional>
#include <vector>

#include "graft/export.h"
#include "graft/forward_context.h"
#include "graft/graft_point.h"
#include "graft/tensor.h"

namespace graft {

/// hidden_states [batch, seq, hidden] -> the same, through one block of a stack.
using BlockFunction = std::function<Tensor(
    const Tensor& hidden_states, const std::vector<KeyValue>& prefixes, ForwardContext& context)>;

/// block(hidden_states, prefixes, context) by way of `checkpoint`, which see: where the context
/// asks for it, what lies inside the block is not kept.
GRAFT_API Tensor checkpoint_block(const Tensor& hidden_states,
                                  const std::vector<KeyValue>& prefixes, ForwardContext& context,
                                  BlockFunction block);

}  // namespace graft
