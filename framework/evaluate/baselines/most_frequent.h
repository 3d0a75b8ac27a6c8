#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "graft/error.h"

namespace graft {

/// The value that occurs most often, of several as often the least: what to answer when nothing is
/// known of the question. Throws Error where there is none.
template <typename T>
T most_frequent(const std::vector<T>& values) {
  std::map<T, std::size_t> counts;
  for (const T& value : values) ++counts[value];
  if (counts.empty()) throw Error("most frequent value: there is none");
  auto most = counts.begin();
  for (auto entry = counts.begin(); entry != counts.end(); ++entry) {
    if (entry->second > most->second) most = entry;
  }
  return most->first;
}

/// The mean of training targets, which no constant beats in squared error. Throws Error for none.
inline double mean_target(const std::vector<double>& targets) {
  if (targets.empty()) throw Error("mean target: there is none");
  double sum = 0.0;
  for (const double target : targets) sum += target;
  return sum / static_cast<double>(targets.size());
}

}  // namespace graft
