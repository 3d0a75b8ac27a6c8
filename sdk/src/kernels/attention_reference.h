#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kernels/attention.h"

namespace graft::kernels {

struct AttentionReference {
  std::vector<double> output;
  std::vector<double> grad_query;
  std::vector<double> grad_key;
  std::vector<double> grad_value;
  std::vector<double> grad_bias;  // empty without a bias
};

/// Attention and its gradients in plain double arithmetic, for operands without gaps:
/// `query_stride` equals heads * head_size, the others key_heads * head_size.
inline AttentionReference attention_reference(const AttentionInputs& inputs,
                                              const AttentionShape& shape,
                                              const float* grad_output) {
  // B batch, H heads, Q query_seq, K key_seq, D head_size
  const std::int64_t B = shape.batch;
  const std::int64_t H = shape.heads;
  const std::int64_t Q = shape.query_seq;
  const std::int64_t K = shape.key_seq;
  const std::int64_t D = shape.head_size;
  const std::int64_t G = shape.key_heads;
  const auto at = [H, D](std::int64_t position, std::int64_t head, std::int64_t d) {
    return static_cast<std::size_t>((position * H + head) * D + d);
  };
  const auto key_at = [H, G, D](std::int64_t position, std::int64_t head, std::int64_t d) {
    return static_cast<std::size_t>((position * G + head / (H / G)) * D + d);
  };
  AttentionReference result;
  result.output.resize(static_cast<std::size_t>(B * Q * H * D));
  result.grad_query.resize(result.output.size());
  result.grad_key.resize(static_cast<std::size_t>(B * K * G * D));
  result.grad_value.resize(result.grad_key.size());
  if (inputs.bias != nullptr) result.grad_bias.resize(static_cast<std::size_t>(H * Q * K));
  for (std::int64_t b = 0; b < B; ++b) {
    for (std::int64_t h = 0; h < H; ++h) {
      for (std::int64_t i = 0; i < Q; ++i) {
        std::vector<double> p(static_cast<std::size_t>(K), -INFINITY);
        double largest = -INFINITY;
        for (std::int64_t j = 0; j < K; ++j) {
          const bool hidden = inputs.key_mask != nullptr && inputs.key_mask[b * K + j] == 0;
          const bool in_prefix = inputs.prefix_lengths != nullptr && j < inputs.prefix_lengths[b];
          if (hidden || (shape.causal && j > i + K - Q && !in_prefix)) continue;
          double score = 0.0;
          for (std::int64_t d = 0; d < D; ++d) {
            score += static_cast<double>(inputs.query.f32()[at(b * Q + i, h, d)]) *
                     inputs.key.f32()[key_at(b * K + j, h, d)];
          }
          score *= shape.scale;
          if (inputs.bias != nullptr) score += inputs.bias[(h * Q + i) * K + j];
          p[static_cast<std::size_t>(j)] = score;
          largest = std::max(largest, score);
        }
        const bool sees_nothing = largest == -INFINITY;
        double sum = 0.0;
        for (double& element : p) {
          element = sees_nothing ? 1.0 : std::exp(element - largest);
          sum += element;
        }
        std::vector<double> grad_p(p.size());
        double mean = 0.0;
        for (std::int64_t j = 0; j < K; ++j) {
          const auto column = static_cast<std::size_t>(j);
          p[column] /= sum;
          for (std::int64_t d = 0; d < D; ++d) {
            const double value = inputs.value.f32()[key_at(b * K + j, h, d)];
            const double grad = grad_output[at(b * Q + i, h, d)];
            result.output[at(b * Q + i, h, d)] += p[column] * value;
            result.grad_value[key_at(b * K + j, h, d)] += p[column] * grad;
            grad_p[column] += grad * value;
          }
          mean += grad_p[column] * p[column];
        }
        for (std::int64_t j = 0; j < K && !sees_nothing; ++j) {
          const auto column = static_cast<std::size_t>(j);
          const double grad_bias = p[column] * (grad_p[column] - mean);
          const double grad_score = grad_bias * shape.scale;
          if (inputs.bias != nullptr) {
            result.grad_bias[static_cast<std::size_t>((h * Q + i) * K + j)] += grad_bias;
          }
          for (std::int64_t d = 0; d < D; ++d) {
            result.grad_query[at(b * Q + i, h, d)] +=
                grad_score * inputs.key.f32()[key_at(b * K + j, h, d)];
            result.grad_key[key_at(b * K + j, h, d)] +=
                grad_score * inputs.query.f32()[at(b * Q + i, h, d)];
          }
        }
      }
    }
  }
  return result;
}

}  // namespace graft::kernels
