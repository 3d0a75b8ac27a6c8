#pragma once

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

 private:
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

/// Of the values of an even number, the mean of the two in the middle.
double median(std::vector<double> values);

}  // namespace graft
