#pragma once

#include <cstdint>

#include "graft/ops/activation.h"

namespace graft::kernels {

/// output[i] = activation(input[i]). Both may be the same memory.
void activate(Activation activation, const float* input, float* output, std::int64_t count);

/// grad_input[i] = grad_output[i] * activation'(input[i]).
void activate_gradient(Activation activation, const float* input, const float* grad_output,
                       float* grad_input, std::int64_t count);

}  // namespace graft::kernels
