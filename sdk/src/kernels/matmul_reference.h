#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/matmul.h"

namespace graft::kernels {

/// The same as `matmul`, in plain double arithmetic.
inline std::vector<double> matmul_reference(const Matrix& left, const Matrix& right,
                                            const float* bias, std::int64_t batch) {
  std::vector<double> output;
  for (std::int64_t b = 0; b < batch; ++b) {
    const float* const l = left.data.f32() + b * left.batch_stride;
    const float* const r = right.data.f32() + b * right.batch_stride;
    for (std::int64_t i = 0; i < left.rows; ++i) {
      for (std::int64_t j = 0; j < right.columns; ++j) {
        double sum = bias == nullptr ? 0.0 : static_cast<double>(bias[j]);
        for (std::int64_t k = 0; k < left.columns; ++k) {
          sum += static_cast<double>(l[i * left.row_stride + k * left.column_stride]) *
                 static_cast<double>(r[k * right.row_stride + j * right.column_stride]);
        }
        output.push_back(sum);
      }
    }
  }
  return output;
}

}  // namespace graft::kernels
