#include "framework/evaluate/metrics/retrieval_metric.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "graft/error.h"

namespace graft {

namespace {

/// Where the first right candidate can stand: behind all that are `better`, among `tied` wrong and
/// `right` right ones of the same score.
struct FirstRight {
  std::int64_t better = 0;
  std::int64_t tied = 0;
  std::int64_t right = 0;
};

FirstRight first_right(std::span<const float> scores, std::span<const std::int64_t> right) {
  const auto count = std::ssize(scores);
  float best = -std::numeric_limits<float>::infinity();
  for (const std::int64_t candidate : right) {
    if (candidate < 0 || candidate >= count) {
      throw Error("retrieval: right candidate " + std::to_string(candidate) + " of " +
                  std::to_string(count));
    }
    best = std::max(best, scores[static_cast<std::size_t>(candidate)]);
  }
  FirstRight place;
  for (const float score : scores) {
    if (std::isnan(score)) throw Error("retrieval: a score is not a number");
    place.better += score > best ? 1 : 0;
    place.tied += score == best ? 1 : 0;
  }
  std::vector<std::int64_t> each_once(right.begin(), right.end());
  std::sort(each_once.begin(), each_once.end());
  each_once.erase(std::unique(each_once.begin(), each_once.end()), each_once.end());
  for (const std::int64_t candidate : each_once) {
    place.right += scores[static_cast<std::size_t>(candidate)] == best ? 1 : 0;
  }
  place.tied -= place.right;
  return place;
}

}  // namespace

RetrievalMetric::RetrievalMetric(std::vector<std::int64_t> depths)
    : SumMetric(2 + std::ssize(depths)), depths_(std::move(depths)) {
  if (std::any_of(depths_.begin(), depths_.end(), [](std::int64_t k) { return k < 1; })) {
    throw Error("retrieval: recall@k needs k of at least 1");
  }
}

void RetrievalMetric::add(std::span<const float> scores, std::span<const std::int64_t> right) {
  if (right.empty()) throw Error("retrieval: a query without a right candidate");
  const FirstRight place = first_right(scores, right);
  std::vector<double> found(depths_.size());
  double reciprocal = 0.0;
  double missed = 1.0;  // that all tied candidates so far are wrong
  for (std::int64_t before = 0; before <= place.tied && missed > 0.0; ++before) {
    const std::int64_t rank = place.better + before + 1;
    const auto left = static_cast<double>(place.tied - before + place.right);
    const double here = missed * static_cast<double>(place.right) / left;
    reciprocal += here / static_cast<double>(rank);
    for (std::size_t i = 0; i < depths_.size(); ++i) {
      if (rank <= depths_[i]) found[i] += here;
    }
    missed *= static_cast<double>(place.tied - before) / left;
  }
  std::vector<Addend> addends = {{0, 1.0}, {1, reciprocal}};
  for (std::size_t i = 0; i < found.size(); ++i) {
    addends.push_back({static_cast<std::uint32_t>(2 + i), found[i]});
  }
  add_item(addends);
}

std::vector<std::string> RetrievalMetric::names() const {
  std::vector<std::string> names;
  for (const std::int64_t k : depths_) names.push_back("recall@" + std::to_string(k));
  names.emplace_back("mrr");
  return names;
}

std::vector<double> RetrievalMetric::from_sums(std::span<const double> sums) const {
  std::vector<double> values;
  for (std::size_t i = 0; i < depths_.size(); ++i) values.push_back(sums[2 + i] / sums[0]);
  values.push_back(sums[1] / sums[0]);
  return values;
}

}  // namespace graft
