#pragma once

#include <cstdint>

#include "graft/ops/optimizer_step.h"

namespace graft::kernels {

/// One step of AdamW on `count` elements, in place.
void adamw(float* parameter, const float* grad, float* exp_avg, float* exp_avg_sq,
           std::int64_t count, const AdamwStep& options);

}  // namespace graft::kernels
