#pragma once

#include <cstdint>

#include "graft/ops/activation.h"
#include "kernels/elements.h"

namespace graft::kernels {

/// output[i] = activation(input[i]). Both may be the same memory.
void activate(Activation activation, ConstElements input, Elements output, std::int64_t count);

/// grad_input[i] = grad_output[i] * activation'(input[i]). It may be the memory of the input.
void activate_gradient(Activation activation, ConstElements input, ConstElements grad_output,
                       Elements grad_input, std::int64_t count);

}  // namespace graft::kernels
