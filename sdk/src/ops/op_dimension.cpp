#include "ops/op_dimension.h"

#include <algorithm>
#include <string>

#include "graft/error.h"

namespace graft {

void require_defined(const char* op, const char* name, const Tensor& tensor) {
  if (!tensor.defined()) throw Error(std::string(op) + ": " + name + " is undefined.");
}

std::int64_t dimension_of(const char* op, const Tensor& tensor, std::int64_t dimension) {
  const std::int64_t rank = tensor.rank();
  if (dimension < -rank || dimension >= rank) {
    throw ShapeError(std::string(op) + ": dimension " + std::to_string(dimension) + " of " +
                     to_string(tensor.shape()) + " does not exist.");
  }
  return dimension < 0 ? dimension + rank : dimension;
}

std::int64_t new_dimension_of(const char* op, const Tensor& tensor, std::int64_t dimension) {
  const std::int64_t rank = tensor.rank() + 1;
  if (dimension < -rank || dimension >= rank) {
    throw ShapeError(std::string(op) + ": dimension " + std::to_string(dimension) +
                     " does not exist in " + to_string(tensor.shape()) + " with one more.");
  }
  return dimension < 0 ? dimension + rank : dimension;
}

std::vector<bool> dimensions_of(const char* op, const Tensor& tensor,
                                const std::vector<std::int64_t>& dimensions) {
  std::vector<bool> named(tensor.shape().size(), false);
  for (const std::int64_t dimension : dimensions) {
    const auto d = static_cast<std::size_t>(dimension_of(op, tensor, dimension));
    if (named[d]) {
      throw ShapeError(std::string(op) + ": dimension " + std::to_string(dimension) + " of " +
                       to_string(tensor.shape()) + " is named twice.");
    }
    named[d] = true;
  }
  return named;
}

std::int64_t count_between(const Shape& shape, std::int64_t begin, std::int64_t end) {
  return element_count(Shape(shape.begin() + begin, shape.begin() + end));
}

Around around(const char* op, const Tensor& tensor, std::int64_t dimension) {
  require_defined(op, "input", tensor);
  const std::int64_t d = dimension_of(op, tensor, dimension);
  const Around result = {d, count_between(tensor.shape(), 0, d), tensor.dim(d),
                         count_between(tensor.shape(), d + 1, tensor.rank())};
  // Whoever multiplies these to bytes is to be safe, even where outer is 0.
  element_count({result.inner, 8, std::max<std::int64_t>(result.size, 1)});
  return result;
}

Shape with_size(Shape shape, std::int64_t dimension, std::int64_t size) {
  shape[static_cast<std::size_t>(dimension)] = size;
  return shape;
}

}  // namespace graft
