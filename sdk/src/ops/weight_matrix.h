#pragma once

#include "graft/tensor.h"
#include "kernels/matmul.h"
#include "tensor_state.h"

namespace graft {

/// A tensor [rows, columns] as the products of a linear map read it.
inline kernels::WeightMatrix weight_matrix_of(const Tensor& weight) {
  Storage& storage = *storage_of(weight);
  return {kernels::Matrix::row_major(kernels::elements_of(weight), weight.dim(0), weight.dim(1)),
          &storage.forms, storage.version.load(std::memory_order_relaxed)};
}

}  // namespace graft
