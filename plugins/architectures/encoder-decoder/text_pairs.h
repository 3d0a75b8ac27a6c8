#pragma once

#include <cstdint>
#include <vector>

#include "graft/batch.h"

namespace graft {

/// What the encoder reads and what the decoder is to write.
struct TextPair {
  std::vector<std::int64_t> input;
  std::vector<std::int64_t> target;
};

/// `input_ids` and `attention_mask` [batch, longest input], short rows filled with `padding_id`,
/// and `labels` [batch, longest target], filled with -100.
Batch padded_batch(const std::vector<TextPair>& pairs, std::int64_t padding_id);

/// What a decoder reads in order to write `labels` [batch, seq] i64: `start_id`, then all but the
/// last, with `padding_id` in place of -100. Throws InputError for another shape or dtype.
Tensor shifted_right(const Tensor& labels, std::int64_t start_id, std::int64_t padding_id);

}  // namespace graft
