#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/evaluate/metrics/item_sums.h"
#include "framework/evaluate/metrics/metric.h"

namespace graft {

/// A metric that is computed from sums over the items, as nearly all are.
class SumMetric : public Metric {
 public:
  std::int64_t num_items() const final { return items_.num_items(); }
  std::int64_t num_units() const final { return items_.num_units(); }
  std::vector<double> values() const final;
  std::vector<double> resampled_values(std::span<const std::uint32_t> weights) const final;

  /// What the items added.
  const ItemSums& items() const { return items_; }
  /// The numbers, from sums as `items()` gives them.
  virtual std::vector<double> from_sums(std::span<const double> sums) const = 0;

 protected:
  explicit SumMetric(std::int64_t num_sums) : items_(num_sums) {}
  void add_item(std::span<const Addend> addends) { items_.add(addends); }

 private:
  ItemSums items_;
};

}  // namespace graft
