#pragma once

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
  std::function<Tensor()> run;
};

/// One op at one shape of those that models have.
struct OpCase {
  std::string op;
  std::string shape;
  OpWork forward;
  OpWork gradient;        // none: it takes none, or computes it in the forward pass
  bool is_whole = false;  // the forward pass computes the gradients, and both count as one
  std::function<PreparedOp()> prepare;
};

/// All that are measured. Rows, positions and vocabulary are divided by `shrink`.
std::vector<OpCase> op_cases(std::int64_t shrink);

}  // namespace graft
