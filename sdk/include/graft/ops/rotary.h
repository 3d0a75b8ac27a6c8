#pragma once

#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// Turns pairs of elements of each head by an angle that grows with the position. Element i of a
/// head is paired with element i + head_size / 2 (the order of public Llama checkpoints).
///
///   input      [batch, seq, heads * head_size]  f32
///   positions  [seq] or [batch, seq]            i64
///   inverse_frequencies  head_size / 2 numbers: pair i turns by positions * inverse_frequencies[i]
///   returns    [batch, seq, heads * head_size]
///
/// head_size is twice the number of frequencies. Throws ShapeError when sizes disagree.
/// Source: Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021.
GRAFT_API Tensor rotary_embedding(const Tensor& input, const Tensor& positions,
                                  const std::vector<float>& inverse_frequencies);

}  // namespace graft
