#pragma once

#include <cstdint>

#include "graft/tensor.h"
#include "kernels/attention.h"
#include "kernels/attention_head.h"

namespace graft::kernels {

/// With fewer queries than this, bringing keys and values into panels costs more than it saves.
inline constexpr std::int64_t kFewQueries = 12;

/// Whether bf16 operands are multiplied as they are, in pairs: the processor can, and so can the
/// instruction set in use. If not, f32 copies of them are.
bool multiplies_pairs();

/// Floats of memory that attention_head_in_pairs wants.
std::int64_t pair_scratch(const AttentionShape& shape);
/// Attention of one head. Scores and sums are f32; exponentials are rounded to bf16.
void attention_head_in_pairs(const HeadOf<BFloat16>& head, float* memory, BFloat16* output,
                             float* log_sum_exp);

}  // namespace graft::kernels
