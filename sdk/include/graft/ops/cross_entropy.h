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
///   logits           [rows, vocab]  f32 or bf16
///   labels           [rows]         i64 in [0, vocab), or -100
///   label_smoothing  in [0, 1): the share that all classes together get of the label's weight
///
/// Throws InputError naming a label out of range, ShapeError when the rows disagree. Source of the
/// smoothing: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016.
GRAFT_API CrossEntropy cross_entropy(const Tensor& logits, const Tensor& labels,
                                     float label_smoothing = 0.0f);

/// cross_entropy(linear(input, weight, bias), labels), holding 128 MiB of logits at a time, or 256
/// rows: their gradient takes their place, and is used, while they are at hand. For a bf16 input
/// that wants a gradient they are bf16; sums and the loss are f32.
///
///   input   [rows, hidden]   f32 or bf16
///   weight  [vocab, hidden]  f32
///   bias    [vocab]          f32, or undefined
///   labels  [rows]           i64 in [0, vocab), or -100; such rows cost nothing
///
/// Throws as both do.
GRAFT_API CrossEntropy linear_cross_entropy(const Tensor& input, const Tensor& weight,
                                            const Tensor& bias, const Tensor& labels,
                                            float label_smoothing = 0.0f);

}  // namespace graft
