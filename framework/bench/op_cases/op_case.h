#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "graft/tensor.h"

namespace graft {

/// What one pass of an op cannot do without: floating-point operations of products, or where there
/// are none bytes, each operand moved once.
struct OpWork {
  double flops = 0.0;
  double bytes = 0.0;

  bool is_none() const { return flops == 0.0 && bytes == 0.0; }
};

/// An op on its inputs.
struct PreparedOp {
  std::vector<Tensor> leaves;  // those that want a gradient
  std::function<std::vector<Tensor>()> run;
};

/// One op at one shape of those that models have.
struct OpCase {
  std::string op;
  std::string shape;
  DType dtype = DType::kFloat32;  // of its activations
  OpWork forward;
  OpWork gradient;        // none: it takes none, or computes it in the forward pass
  bool is_whole = false;  // the forward pass computes the gradients, and both count as one
  std::function<PreparedOp()> prepare;
};

struct OpCaseOptions {
  DType dtype = DType::kFloat32;  // of activations; parameters are f32
  std::int64_t shrink = 1;        // rows, positions, pixels and vocabulary are divided by it

  std::int64_t shrunk(std::int64_t size) const { return std::max<std::int64_t>(1, size / shrink); }
  std::int64_t rows() const { return shrunk(4096); }
  std::int64_t vocab_size() const { return shrunk(50257); }
};

}  // namespace graft
