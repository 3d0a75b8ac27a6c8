#pragma once

#include <cmath>
#include <string>

#include "framework/evaluate/metrics/metric.h"

namespace graft {

/// The number that a metric has under `name`; NaN where it has none of that name.
inline double value_of(const Metric& metric, const std::string& name) {
  const std::vector<std::string> names = metric.names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return metric.values()[i];
  }
  return std::nan("");
}

inline bool is_near(double value, double wanted, double tolerance = 1e-12) {
  return std::abs(value - wanted) <= tolerance;
}

}  // namespace graft
