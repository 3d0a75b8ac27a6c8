#pragma once

#include <cstdint>

#include "kernels/matmul.h"

namespace graft::kernels {

/// Whether kernels multiply bf16 as it is, in pairs: the processor can, and so can the instruction
/// set in use. If not, they multiply f32 copies.
bool multiplies_pairs();

/// How oneDNN orders the right operand [rows, columns] of a bf16 product: [blocks of columns]
/// [blocks of 32 rows][16][width] pairs of neighbouring rows, both sizes padded with 0.
struct PairBlocks {
  std::int64_t width;  // columns of a block, a multiple of 16, at most 64
  std::int64_t column_blocks;
  std::int64_t row_blocks;

  /// Of one block of columns, in all blocks of rows.
  std::int64_t pairs_of_columns() const { return row_blocks * 16 * width; }
};

/// Copies a matrix, of which one stride is 1, into that order, and rounds it. oneDNN's own copy is
/// several times slower where the matrix is transposed or large. Returns false, and does nothing,
/// where it cannot.
bool pack_pairs(const Matrix& matrix, const PairBlocks& blocks, void* to);

}  // namespace graft::kernels
