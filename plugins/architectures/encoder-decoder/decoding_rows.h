#pragma once

#include "graft/nn/kv_cache.h"
#include "graft/tensor.h"

namespace graft {

// Attention adds one bias to all rows of a batch, so in incremental decoding real tokens of a row
// must stand side by side, in the cache and behind it, wherever their padding was.

/// New tokens with their mask, undefined where nothing is padding.
struct NewTokens {
  Tensor input_ids;       // [batch, seq] i64
  Tensor attention_mask;  // [batch, seq] i64
};

/// The same with each row's real tokens in front. Throws InputError for a mask of another shape or
/// dtype than `input_ids`.
NewTokens with_real_ones_in_front(const NewTokens& tokens);

/// Moves what a cache holds of each row's padding in front of the real positions.
void move_padding_to_front(KvCache& cache);

}  // namespace graft
