#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

/// left + right, f32. `right` has the shape of `left` or of its last dimensions and is repeated
/// over the first ones. Throws ShapeError otherwise.
GRAFT_API Tensor add(const Tensor& left, const Tensor& right);
/// left - right, shapes as in `add`.
GRAFT_API Tensor subtract(const Tensor& left, const Tensor& right);
/// left * right, shapes as in `add`.
GRAFT_API Tensor multiply(const Tensor& left, const Tensor& right);
/// input * factor.
GRAFT_API Tensor scale(const Tensor& input, float factor);
/// e to the power of each element, f32.
GRAFT_API Tensor exp(const Tensor& input);

}  // namespace graft
