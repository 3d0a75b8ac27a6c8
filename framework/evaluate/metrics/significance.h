#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/evaluate/metrics/bootstrap.h"
#include "framework/evaluate/metrics/metric.h"
#include "framework/evaluate/metrics/sum_metric.h"

namespace graft {

/// One number of two runs over the same items.
struct PairedDifference {
  std::string name;
  double first = 0.0;
  double second = 0.0;
  double difference = 0.0;  // second - first
  double low = 0.0;         // bootstrap interval of the difference
  double high = 0.0;
  double p_value = 1.0;  // that runs of equal quality differ so much or more, on either side
  std::int64_t n = 0;    // items
};

/// Compares two metrics of one kind over the same items, given in the same order: both are computed
/// over the same draws of units. The p-value is the share of draws, shifted to have no difference
/// on average, that differ by as much as was seen, on either side: (1 + draws beyond) / (1 +
/// draws). Moses and sacreBLEU print about half of it, the share on one side. Throws Error where
/// kinds or numbers of items differ. Source: Koehn, "Statistical Significance Tests for Machine
/// Translation Evaluation", 2004; the shift as in Riezler and Maxwell, "On Some Pitfalls in
/// Automatic Evaluation and Significance Testing for MT", 2005.
std::vector<PairedDifference> paired_bootstrap(const Metric& first, const Metric& second,
                                               const BootstrapOptions& options = {});

/// The same with the p-value of approximate randomization: the share of `trials` in which two runs
/// differ by as much when each unit's results are swapped between them with probability 1/2.
/// Source: Noreen, "Computer Intensive Methods for Testing Hypotheses", 1989; Riezler and Maxwell.
std::vector<PairedDifference> approximate_randomization(const SumMetric& first,
                                                        const SumMetric& second,
                                                        std::int64_t trials = 10000,
                                                        const BootstrapOptions& options = {});

}  // namespace graft
