#pragma once

#include <cstdint>
#include <vector>

#include "graft/tensor.h"

namespace graft {

// How ops read dimensions that a caller names. Negative ones count from the end.

/// Throws Error unless `tensor` is defined.
void require_defined(const char* op, const char* name, const Tensor& tensor);

/// `dimension` counted from the front. Throws ShapeError naming the op if it does not exist.
std::int64_t dimension_of(const char* op, const Tensor& tensor, std::int64_t dimension);

/// The same for a dimension that is to be added, counted in the result.
std::int64_t new_dimension_of(const char* op, const Tensor& tensor, std::int64_t dimension);

/// For each dimension of the tensor whether it is among `dimensions`. Throws ShapeError if one does
/// not exist or is named twice.
std::vector<bool> dimensions_of(const char* op, const Tensor& tensor,
                                const std::vector<std::int64_t>& dimensions);

/// Product of the sizes of dimensions [begin, end). Throws ShapeError on overflow, which sizes next
/// to a size 0 allow.
std::int64_t count_between(const Shape& shape, std::int64_t begin, std::int64_t end);

/// A tensor seen as [outer, size, inner] around one dimension.
struct Around {
  std::int64_t dimension;  // counted from the front
  std::int64_t outer;
  std::int64_t size;
  std::int64_t inner;
};

Around around(const char* op, const Tensor& tensor, std::int64_t dimension);

/// `shape` with another size at `dimension`, which is counted from the front.
Shape with_size(Shape shape, std::int64_t dimension, std::int64_t size);

}  // namespace graft
