#pragma once

#include <cstdint>
#include <string>

#include "graft/tensor.h"

namespace graft {

// What ops require of their inputs. The messages name the op, the input and what was found.

/// Throws Error unless `tensor` is defined and f32.
void require_f32(const char* op, const char* name, const Tensor& tensor);

/// Throws Error unless `tensor` is defined, and f32 or bf16.
void require_float(const char* op, const char* name, const Tensor& tensor);

/// Throws Error unless `tensor` is defined and i64.
void require_i64(const char* op, const char* name, const Tensor& tensor);

/// Throws ShapeError unless `tensor` has at least `rank` dimensions.
void require_rank_at_least(const char* op, const char* name, const Tensor& tensor,
                           std::int64_t rank);

/// Throws ShapeError unless both sizes are equal. `hint` says where such sizes come from.
void require_same_dim(const char* op, const char* left_name, const Tensor& left,
                      std::int64_t left_dim, const char* right_name, const Tensor& right,
                      std::int64_t right_dim, const std::string& hint = "");

/// Throws ShapeError unless `tensor` has exactly this shape.
void require_shape(const char* op, const char* name, const Tensor& tensor, const Shape& shape,
                   const std::string& hint = "");

/// Product of all sizes but the last: the rows that an op over the last dimension treats alike.
std::int64_t rows_of(const Tensor& tensor);

}  // namespace graft
