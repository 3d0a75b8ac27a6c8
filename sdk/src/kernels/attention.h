#pragma once

#include <cstdint>

#include "kernels/elements.h"

namespace graft::kernels {

/// Sizes of an attention, and where its operands lie: a head of one position is contiguous, heads
/// follow each other, positions are a stride apart, and batches follow without a gap.
struct AttentionShape {
  std::int64_t batch;
  std::int64_t heads;
  std::int64_t key_heads;  // each shared by heads / key_heads neighbouring heads
  std::int64_t query_seq;
  std::int64_t key_seq;
  std::int64_t head_size;
  std::int64_t query_stride;  // from one position to the next, in elements
  std::int64_t key_stride;
  std::int64_t value_stride;
  float scale;
  bool causal;  // query i sees keys up to i + key_seq - query_seq
};

/// Query, key and value are all f32 or all bf16, and so are outputs and gradients.
struct AttentionInputs {
  ConstElements query;           // [batch, query_seq, heads, head_size]
  ConstElements key;             // [batch, key_seq, key_heads, head_size]
  ConstElements value;           // [batch, key_seq, key_heads, head_size]
  const std::int64_t* key_mask;  // [batch, key_seq], 0 = hidden; null: all are seen
  const float* bias = nullptr;   // [heads, query_seq, key_seq], added to scaled scores; null: none
  /// [batch], in [0, key_seq]: so many first keys are seen even if causal; null: none
  const std::int64_t* prefix_lengths = nullptr;
};

/// output [batch, query_seq, heads, head_size], contiguous. `log_sum_exp` [batch, heads, query_seq]
/// receives the logarithm of each row's sum of exponentials, -infinity where nothing is seen.
/// `key_seq` must be at least 1.
void attention(const AttentionInputs& inputs, const AttentionShape& shape, Elements output,
               float* log_sum_exp);

/// Where gradients go: laid out as the operand that each belongs to.
struct AttentionGradients {
  Elements grad_query;
  Elements grad_key;
  Elements grad_value;
  float* grad_bias = nullptr;  // added to; null: not wanted
};

/// Gradients of `attention`, which gave `output`; `grad_output` is laid out as it. What several
/// heads or rows of the batch share is summed in their order, whatever the number of threads.
void attention_gradient(const AttentionInputs& inputs, const AttentionShape& shape,
                        ConstElements output, const float* log_sum_exp, ConstElements grad_output,
                        const AttentionGradients& gradients);

}  // namespace graft::kernels
