#pragma once

#include <cstdint>
#include <vector>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// The same elements under another shape; one size may be -1. Shares storage.
GRAFT_API Tensor reshape(const Tensor& input, Shape shape);
/// Entries [begin, end) of one dimension; a copy unless the dimension is the first.
GRAFT_API Tensor slice(const Tensor& input, std::int64_t dimension, std::int64_t begin,
                       std::int64_t end);
/// Joins tensors along one dimension; the other sizes must agree.
GRAFT_API Tensor concat(const std::vector<Tensor>& inputs, std::int64_t dimension);
/// Rows of the first dimension, in the order given; rows may repeat.
GRAFT_API Tensor select_rows(const Tensor& input, const std::vector<std::int64_t>& rows);
/// The two dimensions of a matrix exchanged, [rows, columns] -> [columns, rows], f32.
GRAFT_API Tensor transpose(const Tensor& input);

}  // namespace graft
