#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace graft::kernels {

/// log_softmax of one row, in plain double arithmetic; `softmax` is its exp.
inline std::vector<double> log_softmax_reference(const std::vector<float>& row) {
  double largest = -INFINITY;
  for (const float x : row) largest = std::max(largest, static_cast<double>(x));
  double sum = 0.0;
  for (const float x : row) sum += std::exp(static_cast<double>(x) - largest);
  std::vector<double> output;
  output.reserve(row.size());
  for (const float x : row) output.push_back(static_cast<double>(x) - largest - std::log(sum));
  return output;
}

}  // namespace graft::kernels
