#include "framework/evaluate/metrics/regression_metric.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "framework/report/number_text.h"
#include "graft/error.h"

namespace graft {

namespace {

using Weights = std::span<const std::uint32_t>;

std::vector<std::size_t> order_of(const std::vector<double>& numbers) {
  std::vector<std::size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&numbers](std::size_t left, std::size_t right) {
    return numbers[left] < numbers[right];
  });
  return order;
}

/// Ranks from 1 where item i stands `weights[i]` times; those of equal numbers are their mean.
std::vector<double> ranks_of(const std::vector<double>& numbers,
                             const std::vector<std::size_t>& order, Weights weights) {
  std::vector<double> ranks(numbers.size());
  double before = 0.0;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    double count = 0.0;
    while (last < order.size() && numbers[order[last]] == numbers[order[first]]) {
      count += weights[order[last++]];
    }
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = before + (count + 1.0) / 2.0;
    before += count;
    first = last;
  }
  return ranks;
}

double weighted_mean(const std::vector<double>& numbers, Weights weights) {
  double sum = 0.0;
  double count = 0.0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    sum += weights[i] * numbers[i];
    count += weights[i];
  }
  return sum / count;
}

double correlation(const std::vector<double>& left, const std::vector<double>& right,
                   Weights weights) {
  const double left_mean = weighted_mean(left, weights);
  const double right_mean = weighted_mean(right, weights);
  double both = 0.0;
  double left_spread = 0.0;
  double right_spread = 0.0;
  double left_least = std::numeric_limits<double>::infinity();
  double left_most = -left_least;
  double right_least = left_least;
  double right_most = left_most;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (weights[i] == 0) continue;
    const double x = left[i] - left_mean;
    const double y = right[i] - right_mean;
    both += weights[i] * x * y;
    left_spread += weights[i] * x * x;
    right_spread += weights[i] * y * y;
    left_least = std::min(left_least, left[i]);
    left_most = std::max(left_most, left[i]);
    right_least = std::min(right_least, right[i]);
    right_most = std::max(right_most, right[i]);
  }
  // The mean of equal numbers is rounded: their spread need not be 0.
  if (left_least == left_most || right_least == right_most) return std::nan("");
  return std::clamp(both / (std::sqrt(left_spread) * std::sqrt(right_spread)), -1.0, 1.0);
}

}  // namespace

void RegressionMetric::add(double target, double prediction) {
  if (!std::isfinite(target) || !std::isfinite(prediction)) {
    throw Error("regression metric: target " + format_number(target) + ", prediction " +
                format_number(prediction) + "; both must be finite");
  }
  targets_.push_back(target);
  predictions_.push_back(prediction);
}

std::vector<std::string> RegressionMetric::names() const {
  return {"mean_squared_error", "pearson", "spearman"};
}

void RegressionMetric::sort_once() const {
  const std::lock_guard lock(guard_);
  if (by_target_.size() == targets_.size()) return;
  by_target_ = order_of(targets_);
  by_prediction_ = order_of(predictions_);
}

std::vector<double> RegressionMetric::values() const {
  if (targets_.empty()) {
    throw InputError("no-items", "mean_squared_error: there is no item to measure",
                     "give a split with at least one example");
  }
  return resampled_values(std::vector<std::uint32_t>(targets_.size(), 1));
}

std::vector<double> RegressionMetric::resampled_values(
    std::span<const std::uint32_t> weights) const {
  sort_once();
  std::vector<double> squares(targets_.size());
  for (std::size_t i = 0; i < squares.size(); ++i) {
    squares[i] = (targets_[i] - predictions_[i]) * (targets_[i] - predictions_[i]);
  }
  return {weighted_mean(squares, weights), correlation(targets_, predictions_, weights),
          correlation(ranks_of(targets_, by_target_, weights),
                      ranks_of(predictions_, by_prediction_, weights), weights)};
}

}  // namespace graft
