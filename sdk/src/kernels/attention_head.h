#pragma once

#include <cstdint>

#include "kernels/attention.h"

namespace graft::kernels {

/// Queries whose scores are at hand at a time: tiles of every instruction set divide it.
inline constexpr std::int64_t kScoreRows = 24;
/// The same in the gradient, and keys.
inline constexpr std::int64_t kQueryBlock = 96;
inline constexpr std::int64_t kKeyBlock = 256;
/// Floats between the scores of two queries beyond whole panels: columns of a block shall not all
/// meet in the same sets of the cache.
inline constexpr std::int64_t kScoreGap = 16;

/// Sizes of one head of one batch row, distances of its rows in elements, and what its queries see.
struct AttentionHead {
  std::int64_t query_seq;
  std::int64_t key_seq;
  std::int64_t head_size;
  std::int64_t query_stride;
  std::int64_t key_stride;
  std::int64_t value_stride;
  std::int64_t output_stride;
  std::int64_t grad_key_stride;
  std::int64_t grad_value_stride;
  float scale;
  bool causal;
  const std::int64_t* key_mask;  // [key_seq], hiding some key, or null
  const float* bias;             // [query_seq, key_seq] or null
  std::int64_t prefix_length;    // keys that causal queries see anyway

  /// Keys that query `i` sees, before the mask.
  std::int64_t visible_keys(std::int64_t i) const {
    if (!causal) return key_seq;
    const std::int64_t count = i + 1 + key_seq - query_seq;
    if (count < prefix_length) return prefix_length;
    if (count < 0) return 0;
    return count < key_seq ? count : key_seq;
  }
};

/// A head and its operands: float or BFloat16.
template <class Element>
struct HeadOf : AttentionHead {
  const Element* query = nullptr;
  const Element* key = nullptr;
  const Element* value = nullptr;
};

/// Where the gradients of one head go, at the strides that AttentionHead gives.
struct HeadGradients {
  float* grad_query;
  float* grad_key;
  float* grad_value;
  float* grad_bias = nullptr;  // added to; null: not wanted
};

/// Where the operands of one head start, in elements.
struct HeadOffsets {
  std::int64_t query;
  std::int64_t key;
  std::int64_t value;
  std::int64_t output;
};

HeadOffsets offsets_of(const AttentionShape& shape, std::int64_t batch, std::int64_t head);

/// A head without the distances of its rows.
AttentionHead head_of(const AttentionInputs& inputs, const AttentionShape& shape,
                      std::int64_t batch, std::int64_t number);

/// Lets a head read operands where they lie.
void read_in_place(HeadOf<float>& head, const AttentionInputs& inputs, const AttentionShape& shape,
                   const HeadOffsets& at);
void read_in_place(HeadOf<BFloat16>& head, const AttentionInputs& inputs,
                   const AttentionShape& shape, const HeadOffsets& at);
/// Lets a head read f32 copies of its bf16 operands in `memory`; returns what follows them.
float* read_copies(HeadOf<float>& head, const AttentionInputs& inputs, const AttentionShape& shape,
                   const HeadOffsets& at, float* memory);

/// Rows of one head's elements, `stride` apart, as contiguous f32 in `to`, which is returned.
float* widen_rows(ConstElements from, std::int64_t stride, std::int64_t rows, std::int64_t columns,
                  float* to);
/// The way back.
void round_rows(const float* from, std::int64_t rows, std::int64_t columns, Elements to,
                std::int64_t stride);

/// Heads worth a thread.
std::int64_t heads_worth_a_thread(const AttentionShape& shape);
/// Memory of the calling thread, until its next call.
float* attention_scratch(std::int64_t floats);
/// Of one product of all queries with all keys.
double product_flops(const AttentionShape& shape);

template <class Element>
void fill_range(Element* row, std::int64_t begin, std::int64_t end, Element value) {
  for (std::int64_t j = begin; j < end; ++j) row[j] = value;
}

}  // namespace graft::kernels
