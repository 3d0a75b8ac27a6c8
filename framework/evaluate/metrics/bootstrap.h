#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/evaluate/metrics/metric.h"
#include "framework/evaluate/metrics/metric_result.h"

namespace graft {

struct BootstrapOptions {
  std::int64_t resamples = 1000;
  double confidence = 0.95;
  std::uint64_t seed = 0;
};

/// The numbers of a metric with their percentile bootstrap intervals: the metric is computed again
/// over as many units as there are, drawn with replacement, `resamples` times; the interval lies
/// between the quantiles (1 - confidence) / 2 and (1 + confidence) / 2. Draws where a number is not
/// defined are left out. The r-th draw is a function of seed, r and the number of units alone: any
/// number of threads gives the same bits, and two metrics over the same items are drawn alike.
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
/// Throws InputError where there is no item.
std::vector<MetricResult> bootstrap(const Metric& metric, const BootstrapOptions& options = {});

/// How often each of `count` units was drawn in the draw with number `resample`.
std::vector<std::uint32_t> bootstrap_weights(std::int64_t count, std::uint64_t seed,
                                             std::int64_t resample);

/// The quantile of `values` at `share` in [0, 1], between neighbours in proportion. NaNs are left
/// out; NaN where there is nothing else.
double quantile(std::span<const double> values, double share);

}  // namespace graft
