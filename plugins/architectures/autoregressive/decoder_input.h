#pragma once

#include "graft/batch.h"
#include "graft/error.h"
#include "graft/nn/decoder_positions.h"

namespace graft {

/// The tokens of a batch, which follow what `cache` holds. Throws InputError for input_ids that are
/// no matrix with a token.
inline DecoderInput decoder_input(const Batch& batch, KvCache* cache) {
  const Tensor& input_ids = batch.at("input_ids");
  if (input_ids.rank() != 2 || input_ids.numel() == 0) {
    throw InputError("bad-shape", "input_ids " + to_string(input_ids.shape()) +
                                      " must be [batch, seq] with at least one token");
  }
  DecoderInput input;
  input.batch = input_ids.dim(0);
  input.seq = input_ids.dim(1);
  if (const Tensor* mask = batch.find("attention_mask")) input.attention_mask = *mask;
  if (const Tensor* ids = batch.find("position_ids")) input.position_ids = *ids;
  if (const Tensor* lengths = batch.find("prefix_lengths")) input.prefix_lengths = *lengths;
  input.cache = cache;
  return input;
}

}  // namespace graft
