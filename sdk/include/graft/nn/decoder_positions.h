#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/nn/kv_cache.h"
#include "graft/tensor.h"

namespace graft {

/// Tokens that a decoder is about to read, [batch, seq].
struct GRAFT_API DecoderInput {
  std::int64_t batch = 0;
  std::int64_t seq = 0;
  Tensor attention_mask;           // [batch, seq] i64; undefined: all real
  Tensor position_ids;             // [batch, seq] or [1, seq] i64; undefined: counted
  Tensor prefix_lengths;           // [batch] i64, see Batch; undefined: none
  std::int64_t prefix_length = 0;  // learned keys and values in front, of a fresh cache or of none
  KvCache* cache = nullptr;        // what the tokens follow; null: nothing
  std::int64_t max_positions = 0;  // 0: no limit
};

struct GRAFT_API DecoderPositions {
  Tensor position_ids;    // [seq] or [batch, seq] i64
  Tensor key_mask;        // [batch, past + seq] i64; undefined: all seen
  Tensor prefix_lengths;  // [batch] i64, learned ones included; undefined: none
};

/// Where the tokens stand, and which keys they may see. Without a cache positions count from
/// `prefix_length` whatever the mask, as the reference implementations do; with a cache padding
/// takes no position, and the cache takes note of the mask. Throws InputError for masks and
/// positions of another shape, and past max_positions.
GRAFT_API DecoderPositions decoder_positions(const DecoderInput& input);

}  // namespace graft
