#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace graft {

/// One or several numbers about what a model said of some items. A metric takes item after item and
/// keeps of each only what it needs to compute the numbers again where items count several times or
/// not at all: that is what intervals and comparisons of two runs are made of (bootstrap.h,
/// significance.h). A unit is what is drawn as a whole: an item, or neighbouring items where there
/// are very many (item_sums.h).
class Metric {
 public:
  virtual ~Metric() = default;

  /// What the numbers are called in `result.json`.
  virtual std::vector<std::string> names() const = 0;
  /// How they were computed, where several conventions are in use; empty where there is only one.
  virtual std::string signature() const { return {}; }

  virtual std::int64_t num_items() const = 0;
  virtual std::int64_t num_units() const = 0;

  /// The numbers over all items, in the order of the names; NaN where one is not defined. Throws
  /// InputError where there is no item.
  virtual std::vector<double> values() const = 0;
  /// The numbers where unit i counts `weights[i]` times, [num_units]. Threads may call this at
  /// once.
  virtual std::vector<double> resampled_values(std::span<const std::uint32_t> weights) const = 0;
};

}  // namespace graft
