#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// Whether a model is right as often as it says: `expected_calibration_error`, the mean over bins
/// of confidence of |accuracy - mean confidence|, weighted by the items in them. Bin m of M holds
/// confidences in ((m - 1) / M, m / M], the first also 0.
///
/// The number is biased upwards where bins hold few items, and so is its interval: a drawn sample
/// has fewer different ones. Memory: 32 bytes an item. Source: Guo, Pleiss, Sun and Weinberger, "On
/// Calibration of Modern Neural Networks", 2017; 15 bins as there.
class CalibrationMetric : public SumMetric {
 public:
  explicit CalibrationMetric(std::int64_t num_bins = 15);

  /// One item: the probability of what was said, in [0, 1], and whether it was right. Throws Error
  /// for a probability elsewhere (1e-5 beyond is rounding).
  void add(double confidence, bool is_right);
  /// The same of the probabilities of all classes: the most probable, the first of several, is
  /// said.
  void add_probabilities(std::span<const float> probabilities, std::int64_t label);

  std::vector<std::string> names() const override { return {"expected_calibration_error"}; }
  std::string signature() const override;
  std::vector<double> from_sums(std::span<const double> sums) const override;

  /// A bar of a reliability diagram; both means are 0 where a bin has no item.
  struct Bin {
    double items = 0.0;
    double confidence = 0.0;
    double accuracy = 0.0;
  };
  std::vector<Bin> bins() const;

 private:
  std::int64_t num_bins_;
};

}  // namespace graft
