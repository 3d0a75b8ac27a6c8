#pragma once

#include <cstdint>

#include "kernels/elements.h"
#include "kernels/weight_forms.h"

namespace graft::kernels {

/// A matrix, or a batch of them at equal distances, seen through strides. All in elements. The
/// elements fill their memory without gaps.
struct Matrix {
  ConstElements data;
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t row_stride;
  std::int64_t column_stride;
  std::int64_t batch_stride;

  /// Contiguous, row by row.
  static Matrix row_major(ConstElements data, std::int64_t rows, std::int64_t columns) {
    return {data, rows, columns, columns, 1, rows * columns};
  }

  /// The same elements with rows and columns swapped. Nothing is copied.
  Matrix transposed() const {
    return {data, columns, rows, column_stride, row_stride, batch_stride};
  }
};

/// output = left right + bias for each of `batch` pairs of matrices; output [batch, rows, columns]
/// is contiguous, `bias` [columns] f32 or null. One stride of each operand must be 1. Sums are f32
/// whatever the operands are. From inside a parallel region it runs on the calling thread. Throws
/// Error when oneDNN cannot do it.
void matmul(const Matrix& left, const Matrix& right, const float* bias, Elements output,
            std::int64_t batch = 1);
/// output += left right.
void add_matmul(const Matrix& left, const Matrix& right, float* output);

/// An f32 matrix that many products read: copies of it in a better layout, or in bf16, are kept
/// from one product to the next.
struct WeightMatrix {
  Matrix matrix;
  WeightForms* forms;
  std::uint64_t version;  // of the elements, as the forms count

  WeightMatrix transposed() const { return {matrix.transposed(), forms, version}; }
};

/// When a product reads a weight from a copy in the order that oneDNN likes best.
enum class Packing {
  kWherePaid,  // on processors where it is faster
  kAlways,
};

/// output = left weight + bias. If `left` is bf16 so is the weight, rounded; sums are f32. Only
/// products of bf16 have an output of bf16.
void matmul(const Matrix& left, const WeightMatrix& weight, const float* bias, Elements output,
            Packing packing = Packing::kWherePaid);
/// output += left weight, in the same types.
void add_matmul(const Matrix& left, const WeightMatrix& weight, Elements output);

/// Whether this processor multiplies bf16 faster than f32. Where it does not, products of bf16 are
/// computed in f32, from the same rounded operands.
bool has_bf16_products();

}  // namespace graft::kernels
