#pragma once

#include <cmath>

#include "graft/ops/optimizer_step.h"

namespace graft::kernels {

struct AdamwState {
  double parameter;
  double exp_avg;
  double exp_avg_sq;
};

/// One step of AdamW on one element, in plain double arithmetic.
inline AdamwState adamw_reference(AdamwState state, double grad, const AdamwStep& options) {
  const auto step = static_cast<double>(options.step);
  grad *= options.grad_scale;
  state.parameter *= 1.0 - options.learning_rate * options.weight_decay;
  state.exp_avg = options.beta1 * state.exp_avg + (1.0 - options.beta1) * grad;
  state.exp_avg_sq = options.beta2 * state.exp_avg_sq + (1.0 - options.beta2) * grad * grad;
  const double corrected_avg = state.exp_avg / (1.0 - std::pow(options.beta1, step));
  const double corrected_sq = state.exp_avg_sq / (1.0 - std::pow(options.beta2, step));
  state.parameter -=
      options.learning_rate * corrected_avg / (std::sqrt(corrected_sq) + options.epsilon);
  return state;
}

}  // namespace graft::kernels
