#pragma once

#include "graft/autograd.h"
#include "kernels/norm_rows.h"

namespace graft {

/// hidden_states + residual on its way into a norm.
struct SumToNormalize {
  Tensor sum;
  kernels::NormInput input;  // whose sum the norm's kernel writes, unless it is there already
};

/// Throws Error, and ShapeError where the shapes differ, in the name of `op`.
SumToNormalize sum_to_normalize(const char* op, const Tensor& hidden_states,
                                const Tensor& residual);

/// The gradient of a norm's input 0, to which the kernel adds what is known of it so far.
struct NormInputGradient {
  Tensor gradient;  // undefined if not wanted
  kernels::NormInputGradient places;
};

NormInputGradient norm_input_gradient(const Tensor& input, Gradients& grads);

}  // namespace graft
