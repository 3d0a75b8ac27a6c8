#pragma once

#include <cstdint>

#include "kernels/elements.h"
#include "kernels/norm_rows.h"

namespace graft::kernels {

/// output = input * inverse_root * weight per row of `columns`, with inverse_root =
/// 1 / sqrt(mean of squares + epsilon), which is kept [rows].
void rms_norm(const NormInput& input, const float* weight, float epsilon, std::int64_t rows,
              std::int64_t columns, Elements output, float* inverse_root);

/// Gradients of `rms_norm`, those that are not null. grad_weight is [columns]; its sums over rows
/// are over stretches of a fixed number of rows, added in order, whatever the number of threads.
void rms_norm_gradient(ConstElements input, const float* weight, const float* inverse_root,
                       ConstElements grad_output, std::int64_t rows, std::int64_t columns,
                       const NormInputGradient& gradient, float* grad_weight);

}  // namespace graft::kernels
