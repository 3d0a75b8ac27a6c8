#pragma once

#include <cstdint>
#include <vector>

#include "graft/ops/optimizer_step.h"

namespace graft::kernels {

/// `count` elements of a parameter, and what updates them.
struct AdamwSpan {
  float* parameter = nullptr;
  const float* grad = nullptr;
  float* exp_avg = nullptr;
  float* exp_avg_sq = nullptr;
  std::int64_t count = 0;
  double weight_decay = 0.0;
};

/// One step of AdamW on all of these, in place; threads share the elements evenly, however many
/// spans they lie in. The weight decay of `options` is not looked at.
void adamw(const std::vector<AdamwSpan>& spans, const AdamwStep& options);

}  // namespace graft::kernels
