#pragma once

#include <cstdint>
#include <vector>

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

/// A parameter with what updates it, for a step over many of them.
struct GRAFT_API AdamwParameter {
  Tensor parameter;
  Tensor grad;
  Tensor exp_avg;
  Tensor exp_avg_sq;
  double weight_decay = 0.01;  // in place of that of the step
};

/// The same over many parameters, in one pass that the threads share evenly: to the same bits as
/// one after the other. No two of them share memory.
GRAFT_API void adamw_step(const std::vector<AdamwParameter>& parameters, const AdamwStep& options);

/// Sum of the squares of all elements, f32. The order of summation depends on the size alone.
GRAFT_API double squared_norm(const Tensor& input);
/// The same of each of these, in one pass.
GRAFT_API std::vector<double> squared_norms(const std::vector<Tensor>& inputs);

}  // namespace graft
