#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "graft/limits.h"

namespace graft {

/// The best rate of plain matrix products of three sizes.
class MatmulRate {
 public:
  /// Of this type, or of f32 where the processor has no products of bf16.
  explicit MatmulRate(DType dtype = DType::kFloat32);

  /// To be called between what is held against the rate: machines slow down and speed up.
  void measure();
  double best() const { return best_; }  // floating-point operations per second
  DType dtype() const { return dtype_; }

 private:
  DType dtype_;
  std::vector<std::unique_ptr<MatmulLimit>> limits_;
  double best_ = 0.0;
};

/// The best bandwidth of streams that no cache holds, measured in the same way.
class StreamRate {
 public:
  void measure();
  double best() const { return best_; }  // bytes per second

 private:
  double best_ = 0.0;
};

/// What this machine can do at best, each the best of a few passes.
struct MachineLimits {
  struct Product {
    std::int64_t size;  // of its square matrices
    double flops_per_s;
  };
  DType dtype = DType::kFloat32;  // of the products
  std::vector<Product> products;
  double stream_bytes_per_s = 0.0;
};

/// Products of this type, or of f32 where the processor has none of bf16.
MachineLimits measure_limits(DType dtype);

/// Of the values of an even number, the mean of the two in the middle.
double median(std::vector<double> values);

}  // namespace graft
