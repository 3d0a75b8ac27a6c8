#pragma once

#include <cstdint>

#include "graft/tensor.h"
#include "kernels/attention.h"
#include "kernels/attention_head.h"

namespace graft::kernels {

/// With fewer queries than this, bringing keys and values into panels costs more than it saves.
inline constexpr std::int64_t kFewQueries = 12;

/// Floats of memory that attention_head_in_pairs wants.
std::int64_t pair_scratch(const AttentionShape& shape);
/// Attention of one head. Scores and sums are f32; exponentials are rounded to bf16.
void attention_head_in_pairs(const HeadOf<BFloat16>& head, float* memory, BFloat16* output,
                             float* log_sum_exp);

/// Where the gradients of one head go, laid out as its operands, and whether it is the first and
/// the last of those that share keys and values.
struct PairGradients {
  BFloat16* grad_query;
  BFloat16* grad_key;
  BFloat16* grad_value;
  float* grad_bias;  // added to; null: not wanted
  bool is_first;
  bool is_last;
};

/// Floats of memory that attention_gradient_in_pairs wants.
std::int64_t pair_gradient_scratch(const AttentionShape& shape);
/// Gradients of one head. Products are summed in f32; p and grad_scores are rounded to bf16.
/// `memory` holds what heads with the same keys have summed so far: it stays from one to the next,
/// and the last writes grad_key and grad_value.
void attention_gradient_in_pairs(const HeadOf<BFloat16>& head, float* memory,
                                 const BFloat16* output, const float* log_sum_exp,
                                 const BFloat16* grad_output, const PairGradients& gradients);

}  // namespace graft::kernels
