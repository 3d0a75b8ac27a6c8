#pragma once

#include <cstdint>

namespace graft::kernels {

/// A matrix, or a batch of them at equal distances, seen through strides. All in elements.
struct Matrix {
  const float* data;
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t row_stride;
  std::int64_t column_stride;
  std::int64_t batch_stride;

  /// Contiguous, row by row.
  static Matrix row_major(const float* data, std::int64_t rows, std::int64_t columns) {
    return {data, rows, columns, columns, 1, rows * columns};
  }

  /// The same elements with rows and columns swapped. Nothing is copied.
  Matrix transposed() const {
    return {data, columns, rows, column_stride, row_stride, batch_stride};
  }
};

/// output = left right + bias for each of `batch` pairs of matrices; output [batch, rows, columns]
/// is contiguous, `bias` [columns] or null. One stride of each operand must be 1. From inside a
/// parallel region it runs on the calling thread. Throws Error when oneDNN cannot do it.
void matmul(const Matrix& left, const Matrix& right, const float* bias, float* output,
            std::int64_t batch = 1);
/// output += left right.
void add_matmul(const Matrix& left, const Matrix& right, float* output);

}  // namespace graft::kernels
