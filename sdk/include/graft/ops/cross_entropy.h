#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

struct GRAFT_API CrossEntropy {
  Tensor loss;                   // scalar: mean over the counted rows; 0 when none is counted
  std::int64_t num_targets = 0;  // rows whose label is not -100
};

/// Mean of -log softmax(logits)[label] over the rows whose label is not -100.
///
///   logits  [rows, vocab]  f32
///   labels  [rows]         i64 in [0, vocab), or -100
///
/// Throws InputError naming a label out of range, ShapeError when the rows disagree.
GRAFT_API CrossEntropy cross_entropy(const Tensor& logits, const Tensor& labels);

}  // namespace graft
