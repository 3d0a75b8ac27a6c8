#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/bench/op_cases/op_case.h"

namespace graft {

/// How fast one pass of an op is at one shape.
struct OpSpeed {
  std::string op;
  std::string shape;
  DType dtype = DType::kFloat32;  // of its activations
  std::string pass;               // "forward", "gradient", or "both"
  double seconds = 0.0;           // median
  bool is_product = false;        // held against the rate of matrix products, else of streams
  double per_second = 0.0;        // floating-point operations, or bytes, of what it has to do
  double fraction_of_limit = 0.0;
};

struct OpSpeeds {
  DType dtype = DType::kFloat32;          // of activations
  DType product_dtype = DType::kFloat32;  // of the products that are the limit
  double matmul_flops_per_s = 0.0;        // limits, measured in between
  double stream_bytes_per_s = 0.0;
  std::vector<OpSpeed> ops;
};

struct OpSpeedOptions {
  std::int64_t steps = 8;  // that are timed, of each op
  OpCaseOptions cases;
};

/// Times ops and their gradients, their operands in no cache, at shapes that models have.
OpSpeeds measure_ops(const OpSpeedOptions& options);

}  // namespace graft
