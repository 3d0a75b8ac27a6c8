#pragma once

#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

// What `objective` asks of a text without labels.

/// Windows of max_positions tokens; of a prefix language model they overlap by the half that is
/// only read. Throws InputError naming the end-of-sequence token and the sentinels that are
/// missing.
TextObjective::Window pretraining_window(const EncoderDecoderOptions& options,
                                         const TokenTraits& tokens);

/// `input_ids`, `attention_mask` and `labels` of windows [batch, length] i64, where -100 at the end
/// of a row is no token: the row is a shorter text. Throws as `pretraining_window`, and ShapeError
/// for longer windows than that.
Batch pretraining_pairs(const EncoderDecoderOptions& options, const Tensor& windows,
                        const TokenTraits& tokens, Rng& rng);

}  // namespace graft
