#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/value.h"

namespace graft {

/// A metric's number with its bootstrap interval.
struct MetricResult {
  std::string name;
  double value = 0.0;  // NaN where it is not defined
  double low = 0.0;
  double high = 0.0;
  std::int64_t n = 0;     // items
  std::string signature;  // the convention, as Metric::signature says it; may be empty
};

/// Puts results into what becomes `result.json`: each number under its name, `n`, `intervals` with
/// `[low, high]` under each name, and `signatures` with those that are not empty. Numbers that are
/// not defined become null. What is there under other names stays, so that several metrics may be
/// added one after the other; `n` is that of the first.
void add_results(const std::vector<MetricResult>& results, Value& target);

}  // namespace graft
