#pragma once

#include <cstdint>

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// Elements found by index along one dimension. Indices are i64 and count from 0; one out of range
// is an InputError naming op, index and position. Negative dimensions count from the end; one that
// does not exist, or shapes that disagree, are a ShapeError. Sums are in the order of positions,
// whatever the number of threads.

/// output[.., i, ..] = input[.., index[.., i, ..], ..] along the dimension.
///
///   input    any shape but a scalar, any dtype
///   index    the shape of input but for the dimension, i64
///   returns  the shape of index
GRAFT_API Tensor gather(const Tensor& input, std::int64_t dimension, const Tensor& index);

/// `input` plus, for each element of `source`, that element at the entry that `index` says: the
/// gradient of `gather`.
///
///   input    any shape but a scalar, f32 or bf16
///   index    the shape of input but for the dimension, i64
///   source   the shape of index, f32 or bf16
///   returns  the shape of input
GRAFT_API Tensor scatter_add(const Tensor& input, std::int64_t dimension, const Tensor& index,
                             const Tensor& source);

/// Whole entries of the dimension, in the order of `indices` [count] i64; they may repeat. Any
/// dtype. See also `select_rows` and `embedding`.
GRAFT_API Tensor index_select(const Tensor& input, std::int64_t dimension, const Tensor& indices);

}  // namespace graft
