#pragma once

#include "graft/export.h"
#include "graft/random.h"

namespace graft {

/// How one forward pass is made. Handed from a model to its blocks.
struct GRAFT_API ForwardContext {
  bool training = false;       // dropout is on
  Rng* rng = nullptr;          // needed where training needs random numbers
  bool hidden_states = false;  // return the input of every block and the last output
  bool logits = true;          // false: only the loss is wanted; logits may stay undefined
  /// While training, blocks keep their inputs only and are passed again for their gradients, see
  /// ops/checkpoint.h.
  bool gradient_checkpointing = false;
};

}  // namespace graft
