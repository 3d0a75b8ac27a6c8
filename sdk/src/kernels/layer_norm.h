#pragma once

#include <cstdint>

#include "kernels/elements.h"
#include "kernels/norm_rows.h"

namespace graft::kernels {

/// Layer normalization of each of `rows` rows of `columns` elements:
///   output = (input - mean) * inverse_deviation * weight + bias
/// and keeps mean and 1 / sqrt(variance + epsilon) of every row, [rows] each, for the gradient.
void layer_norm(const NormInput& input, const float* weight, const float* bias, float epsilon,
                std::int64_t rows, std::int64_t columns, Elements output, float* mean,
                float* inverse_deviation);

/// Where the gradients of a layer normalization go; null: not wanted.
struct LayerNormGradients {
  NormInputGradient input;       // [rows, columns]
  float* grad_weight = nullptr;  // [columns]
  float* grad_bias = nullptr;    // [columns]
};

/// Writes the wanted gradients. Sums over rows are over stretches of a fixed number of rows, added
/// in order, whatever the number of threads.
void layer_norm_gradient(ConstElements input, const float* weight, const float* mean,
                         const float* inverse_deviation, ConstElements grad_output,
                         std::int64_t rows, std::int64_t columns,
                         const LayerNormGradients& gradients);

}  // namespace graft::kernels
