#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace graft::kernels {

struct LayerNormReference {
  std::vector<double> output;      // [rows, columns]
  std::vector<double> grad_input;  // [rows, columns]
  std::vector<double> grad_weight;
  std::vector<double> grad_bias;
};

/// Layer normalization and its gradients, in plain double arithmetic.
inline LayerNormReference layer_norm_reference(const std::vector<float>& input,
                                               const std::vector<float>& weight,
                                               const std::vector<float>& bias, double epsilon,
                                               const std::vector<float>& grad_output) {
  const std::size_t columns = weight.size();
  LayerNormReference result;
  result.output.resize(input.size());
  result.grad_input.resize(input.size());
  result.grad_weight.resize(columns);
  result.grad_bias.resize(columns);
  for (std::size_t first = 0; first < input.size(); first += columns) {
    const auto count = static_cast<double>(columns);
    double mean = 0.0;
    for (std::size_t c = 0; c < columns; ++c) mean += input[first + c] / count;
    double variance = 0.0;
    for (std::size_t c = 0; c < columns; ++c) {
      variance += (input[first + c] - mean) * (input[first + c] - mean) / count;
    }
    const double inverse = 1.0 / std::sqrt(variance + epsilon);
    double mean_grad = 0.0;         // of grad_output * weight
    double mean_grad_normal = 0.0;  // of grad_output * weight * normalized
    for (std::size_t c = 0; c < columns; ++c) {
      const double normalized = (input[first + c] - mean) * inverse;
      const double grad = grad_output[first + c];
      result.output[first + c] = normalized * weight[c] + bias[c];
      result.grad_weight[c] += grad * normalized;
      result.grad_bias[c] += grad;
      mean_grad += grad * weight[c] / count;
      mean_grad_normal += grad * weight[c] * normalized / count;
    }
    for (std::size_t c = 0; c < columns; ++c) {
      const double normalized = (input[first + c] - mean) * inverse;
      const double grad = static_cast<double>(grad_output[first + c]) * weight[c];
      result.grad_input[first + c] = inverse * (grad - mean_grad - normalized * mean_grad_normal);
    }
  }
  return result;
}

}  // namespace graft::kernels
