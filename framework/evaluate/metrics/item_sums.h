#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace graft {

/// What an item adds to one of the sums of a metric.
struct Addend {
  std::uint32_t sum = 0;  // which of the sums
  double value = 0.0;
};

/// The sums that a metric is computed from, and what each item added to them, so that they can be
/// taken again over items drawn at random.
///
/// Memory: 8 bytes for each addend that is not 0, and 8 for each unit. A unit is an item until
/// there are 65,536; then neighbours are put together, and again whenever there are as many, so
/// that a stream of any length takes at most 65,536 x (8 x sums + 8) bytes. Items that are
/// independent have the same interval when drawn in groups. Which items share a unit depends on
/// their number alone: two runs over the same items have the same units.
class ItemSums {
 public:
  /// `num_sums` sums begin at 0.
  explicit ItemSums(std::int64_t num_sums);

  /// Adds one item. Its addends must name sums below `num_sums`.
  void add(std::span<const Addend> addends);

  std::int64_t num_items() const { return num_items_; }
  std::int64_t num_units() const;
  /// Items of a unit; the last may have fewer.
  std::int64_t items_per_unit() const { return items_per_unit_; }

  const std::vector<double>& totals() const { return totals_; }
  /// The sums where unit i counts `weights[i]` times, [num_units]. What a unit adds is kept in
  /// float32: whole numbers up to 2^24 are exact.
  std::vector<double> weighted(std::span<const std::uint32_t> weights) const;

 private:
  struct Stored {
    std::uint32_t sum;
    float value;
  };

  void close_unit();
  void merge_neighbours();

  std::vector<double> totals_;
  std::vector<Stored> stored_;     // of closed units, one after the other
  std::vector<std::size_t> ends_;  // where each closed unit ends in `stored_`
  std::vector<Addend> open_;       // of the unit that is being filled, in the order of the sums
  std::int64_t open_items_ = 0;
  std::int64_t items_per_unit_ = 1;
  std::int64_t num_items_ = 0;
};

}  // namespace graft
