#include "framework/evaluate/metrics/item_sums.h"

#include <algorithm>
#include <string>

#include "graft/error.h"

namespace graft {

namespace {

constexpr std::size_t kMaxUnits = 1 << 16;

/// Adds to the addend of the same sum, or puts in a new one in the order of the sums.
void add_to(std::vector<Addend>& addends, const Addend& addend) {
  const auto place = std::lower_bound(
      addends.begin(), addends.end(), addend,
      [](const Addend& left, const Addend& right) { return left.sum < right.sum; });
  if (place != addends.end() && place->sum == addend.sum) {
    place->value += addend.value;
  } else {
    addends.insert(place, addend);
  }
}

}  // namespace

ItemSums::ItemSums(std::int64_t num_sums) : totals_(static_cast<std::size_t>(num_sums)) {}

std::int64_t ItemSums::num_units() const { return std::ssize(ends_) + (open_items_ > 0 ? 1 : 0); }

void ItemSums::add(std::span<const Addend> addends) {
  for (const Addend& addend : addends) {
    if (addend.value == 0.0) continue;
    totals_.at(addend.sum) += addend.value;
    add_to(open_, addend);
  }
  ++num_items_;
  if (++open_items_ == items_per_unit_) close_unit();
}

void ItemSums::close_unit() {
  for (const Addend& addend : open_) {
    stored_.push_back({addend.sum, static_cast<float>(addend.value)});
  }
  ends_.push_back(stored_.size());
  open_.clear();
  open_items_ = 0;
  if (ends_.size() == kMaxUnits) merge_neighbours();
}

void ItemSums::merge_neighbours() {
  std::vector<Stored> merged;
  std::vector<std::size_t> ends;
  std::size_t first = 0;
  for (std::size_t unit = 0; unit < ends_.size(); unit += 2) {
    std::size_t left = first;
    std::size_t right = ends_[unit];
    const std::size_t left_end = right;
    const std::size_t right_end = ends_[unit + 1];
    while (left < left_end || right < right_end) {
      const bool take_left =
          right == right_end || (left < left_end && stored_[left].sum <= stored_[right].sum);
      const bool take_right =
          left == left_end || (right < right_end && stored_[right].sum <= stored_[left].sum);
      Stored sum{take_left ? stored_[left].sum : stored_[right].sum, 0.0f};
      if (take_left) sum.value += stored_[left++].value;
      if (take_right) sum.value += stored_[right++].value;
      merged.push_back(sum);
    }
    ends.push_back(merged.size());
    first = right_end;
  }
  stored_ = std::move(merged);
  ends_ = std::move(ends);
  items_per_unit_ *= 2;
}

std::vector<double> ItemSums::weighted(std::span<const std::uint32_t> weights) const {
  if (std::ssize(weights) != num_units()) {
    throw Error("metric: " + std::to_string(weights.size()) + " weights for " +
                std::to_string(num_units()) + " units");
  }
  std::vector<double> sums(totals_.size());
  std::size_t first = 0;
  for (std::size_t unit = 0; unit < ends_.size(); ++unit) {
    const double weight = weights[unit];
    const std::size_t end = ends_[unit];
    if (weight > 0.0) {
      for (std::size_t i = first; i < end; ++i) {
        sums[stored_[i].sum] += weight * static_cast<double>(stored_[i].value);
      }
    }
    first = end;
  }
  if (open_items_ > 0) {
    for (const Addend& addend : open_) sums[addend.sum] += weights.back() * addend.value;
  }
  return sums;
}

}  // namespace graft
