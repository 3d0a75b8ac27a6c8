#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace graft::kernels {

struct RmsNormReference {
  std::vector<double> output;      // [rows, columns]
  std::vector<double> grad_input;  // [rows, columns]
  std::vector<double> grad_weight;
};

/// Root-mean-square normalization and its gradients, in plain double arithmetic.
inline RmsNormReference rms_norm_reference(const std::vector<float>& input,
                                           const std::vector<float>& weight, double epsilon,
                                           const std::vector<float>& grad_output) {
  const std::size_t columns = weight.size();
  RmsNormReference result;
  result.output.resize(input.size());
  result.grad_input.resize(input.size());
  result.grad_weight.resize(columns);
  for (std::size_t first = 0; first < input.size(); first += columns) {
    double mean_square = 0.0;
    for (std::size_t c = 0; c < columns; ++c) {
      mean_square +=
          static_cast<double>(input[first + c]) * input[first + c] / static_cast<double>(columns);
    }
    const double inverse = 1.0 / std::sqrt(mean_square + epsilon);
    double mean = 0.0;  // of grad_output * weight * normalized
    for (std::size_t c = 0; c < columns; ++c) {
      const double normalized = input[first + c] * inverse;
      const double grad = grad_output[first + c];
      result.output[first + c] = normalized * weight[c];
      result.grad_weight[c] += grad * normalized;
      mean += grad * weight[c] * normalized / static_cast<double>(columns);
    }
    for (std::size_t c = 0; c < columns; ++c) {
      const double grad = static_cast<double>(grad_output[first + c]) * weight[c];
      result.grad_input[first + c] = inverse * (grad - input[first + c] * inverse * mean);
    }
  }
  return result;
}

}  // namespace graft::kernels
