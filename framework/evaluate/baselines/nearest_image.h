#pragma once

#include <cstdint>
#include <vector>

#include "graft/tensor.h"

namespace graft {

/// The training image that is most like a given one: least squared distance between the mean
/// colours of the cells of a grid laid over each. One cell compares mean colours; as many as pixels
/// compares pixels. Of several as near the first. What it was paired with is the baseline's answer.
class NearestImage {
 public:
  /// `grid`: cells along each side, at least 1.
  explicit NearestImage(std::int64_t grid = 8);

  /// Appends images [count, channels, height, width] or [channels, height, width], float32 or uint8
  /// (as value / 255); images may differ in size, not in channels. Throws ShapeError for others.
  void learn(const Tensor& images);
  /// The number of the nearest learned image for each of `images`. Throws Error where there is
  /// none.
  std::vector<std::int64_t> nearest(const Tensor& images) const;

 private:
  /// [count][channels x grid x grid]
  std::vector<std::vector<float>> features_of(const Tensor& images) const;

  std::int64_t grid_;
  std::vector<std::vector<float>> features_;
};

}  // namespace graft
