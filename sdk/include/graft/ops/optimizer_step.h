#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// One step of AdamW, with the same arithmetic as torch.optim.AdamW.
struct GRAFT_API AdamwStep {
  double learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;       // added to the root of the second moment
  double weight_decay = 0.01;  // decoupled: parameter *= 1 - learning_rate * weight_decay, first
  std::int64_t step = 1;       // 1 for the first step; for the correction of both moments
  double grad_scale = 1.0;     // the gradient is multiplied by this before anything else
};

/// Updates `parameter` and both moments in place, in one pass. All four are f32 of one shape.
/// Throws ShapeError when shapes disagree, Error when `step` < 1. Source: Loshchilov and Hutter,
/// "Decoupled Weight Decay Regularization", 2019.
GRAFT_API void adamw_step(Tensor& parameter, const Tensor& grad, Tensor& exp_avg,
                          Tensor& exp_avg_sq, const AdamwStep& options);

/// Sum of the squares of all elements, f32. The order of summation depends on the size alone.
GRAFT_API double squared_norm(const Tensor& input);

}  // namespace graft
