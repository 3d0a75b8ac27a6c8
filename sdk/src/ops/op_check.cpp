#include "ops/op_check.h"

#include "graft/error.h"

namespace graft {
namespace {

void require_dtype(const char* op, const char* name, const Tensor& tensor, DType dtype) {
  if (!tensor.defined()) {
    throw Error(std::string(op) + ": " + name + " is undefined, expected a tensor of " +
                name_of(dtype) + ".");
  }
  if (tensor.dtype() != dtype) {
    throw Error(std::string(op) + ": " + name + " is " + name_of(tensor.dtype()) + ", expected " +
                name_of(dtype) + ". Convert it with Tensor::to.");
  }
}

std::string with_hint(const std::string& hint) { return hint.empty() ? "" : " " + hint; }

}  // namespace

void require_f32(const char* op, const char* name, const Tensor& tensor) {
  require_dtype(op, name, tensor, DType::kFloat32);
}

void require_float(const char* op, const char* name, const Tensor& tensor) {
  if (tensor.defined() && tensor.dtype() == DType::kBFloat16) return;
  require_dtype(op, name, tensor, DType::kFloat32);
}

void require_i64(const char* op, const char* name, const Tensor& tensor) {
  require_dtype(op, name, tensor, DType::kInt64);
}

void require_rank_at_least(const char* op, const char* name, const Tensor& tensor,
                           std::int64_t rank) {
  if (tensor.rank() >= rank) return;
  throw ShapeError(std::string(op) + ": " + name + " " + to_string(tensor.shape()) + " has rank " +
                   std::to_string(tensor.rank()) + ", expected at least " + std::to_string(rank) +
                   ".");
}

void require_same_dim(const char* op, const char* left_name, const Tensor& left,
                      std::int64_t left_dim, const char* right_name, const Tensor& right,
                      std::int64_t right_dim, const std::string& hint) {
  const std::int64_t left_size = left.dim(left_dim);
  const std::int64_t right_size = right.dim(right_dim);
  if (left_size == right_size) return;
  throw ShapeError(std::string(op) + ": " + left_name + " " + to_string(left.shape()) + " and " +
                   right_name + " " + to_string(right.shape()) +
                   " disagree: " + std::to_string(left_size) + " != " + std::to_string(right_size) +
                   "." + with_hint(hint));
}

void require_shape(const char* op, const char* name, const Tensor& tensor, const Shape& shape,
                   const std::string& hint) {
  if (tensor.shape() == shape) return;
  throw ShapeError(std::string(op) + ": " + name + " is " + to_string(tensor.shape()) +
                   ", expected " + to_string(shape) + "." + with_hint(hint));
}

std::int64_t rows_of(const Tensor& tensor) {
  std::int64_t rows = 1;
  for (std::int64_t i = 0; i + 1 < tensor.rank(); ++i) rows *= tensor.dim(i);
  return rows;
}

}  // namespace graft
