#pragma once

#include <cstdint>

namespace graft::kernels {

// Rows of `columns` elements, one after another. Input and output may be the same memory.

/// output = exp(input - largest) / sum.
void softmax(const float* input, std::int64_t rows, std::int64_t columns, float* output);

/// output = input - largest - log(sum of exp(input - largest)).
void log_softmax(const float* input, std::int64_t rows, std::int64_t columns, float* output);

/// grad_input = output * (grad_output - sum of grad_output * output), for softmax's output.
void softmax_gradient(const float* output, const float* grad_output, std::int64_t rows,
                      std::int64_t columns, float* grad_input);

/// grad_input = grad_output - exp(output) * sum of grad_output, for log_softmax's output.
void log_softmax_gradient(const float* output, const float* grad_output, std::int64_t rows,
                          std::int64_t columns, float* grad_input);

}  // namespace graft::kernels
