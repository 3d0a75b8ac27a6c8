#pragma once

#include "graft/export.h"
#include "graft/tensor.h"

namespace graft {

// Functions of each element, f32 or bf16, any shape. NaN stays NaN. More of them: `exp` and `scale`
// in elementwise.h, and those of activation.h.

/// Natural logarithm; -infinity at 0, NaN below.
GRAFT_API Tensor log(const Tensor& input);
/// Square root; NaN below 0. The gradient at 0 is infinite.
GRAFT_API Tensor sqrt(const Tensor& input);
/// 1 / sqrt(input).
GRAFT_API Tensor rsqrt(const Tensor& input);
/// 1 / input.
GRAFT_API Tensor reciprocal(const Tensor& input);
GRAFT_API Tensor square(const Tensor& input);
/// input to the power of `exponent`, as std::pow. The gradient is exponent * input^(exponent - 1),
/// and 0 everywhere for an exponent of 0.
GRAFT_API Tensor power(const Tensor& input, float exponent);
/// The gradient at 0 is 0.
GRAFT_API Tensor abs(const Tensor& input);
GRAFT_API Tensor negate(const Tensor& input);
/// Sine and cosine of radians.
GRAFT_API Tensor sin(const Tensor& input);
GRAFT_API Tensor cos(const Tensor& input);
/// The nearest number in [low, high]. The gradient passes inside and at both ends, and is 0
/// outside. Throws Error if low > high or one is NaN.
GRAFT_API Tensor clamp(const Tensor& input, float low, float high);

}  // namespace graft
