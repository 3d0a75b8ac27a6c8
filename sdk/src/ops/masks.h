#pragma once

#include "graft/tensor.h"

namespace graft {

// Masks hold one truth value per element: bool, or i64 where everything but 0 is true.

enum class Comparison {
  kEqual,
  kLess,
  kGreater,
  kNotLess,     // or the left one is NaN
  kNotGreater,  // or the left one is NaN
};

/// Whether each pair compares so, as bool, broadcast. Both are floats or both i64.
Tensor compare(const char* op, Comparison comparison, const Tensor& left, const Tensor& right);

/// `mask` as bool. Throws Error naming the op if it is neither bool nor i64.
Tensor as_bool(const char* op, const char* name, const Tensor& mask);

/// `if_true` where `condition` (bool), `if_false` elsewhere, broadcast, without history. Both have
/// the same dtype.
Tensor choose(const Tensor& condition, const Tensor& if_true, const Tensor& if_false);

}  // namespace graft
