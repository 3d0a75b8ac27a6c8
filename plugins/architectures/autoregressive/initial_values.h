#pragma once

#include "graft/nn/feed_forward.h"
#include "graft/nn/linear.h"
#include "options.h"

namespace graft {

/// Fresh linear maps as GPT-2 has them: normal with `initializer_range`, biases zero, weights
/// stored [in, out].
Linear::Init inner_init(const AutoregressiveOptions& options);
/// For projections that end in the residual stream: smaller by the root of their number, two a
/// block. Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019.
Linear::Init residual_init(const AutoregressiveOptions& options);

/// `mlp` of GPT-2 checkpoints.
FeedForwardOptions feed_forward_options(const AutoregressiveOptions& options);

}  // namespace graft
