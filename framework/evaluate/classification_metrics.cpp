#include "framework/evaluate/classification_metrics.h"

#include <algorithm>

#include "graft/error.h"
#include "graft/random.h"

namespace graft {

namespace {

constexpr int kResamples = 1000;

/// Counts of one sample of items.
struct Counts {
  std::vector<std::int64_t> said;   // items predicted as the class
  std::vector<std::int64_t> is;     // items of the class
  std::vector<std::int64_t> right;  // both
  std::int64_t n = 0;

  explicit Counts(std::int64_t num_classes)
      : said(static_cast<std::size_t>(num_classes)),
        is(static_cast<std::size_t>(num_classes)),
        right(static_cast<std::size_t>(num_classes)) {}

  void add(std::int64_t label, std::int64_t prediction) {
    ++n;
    ++is.at(static_cast<std::size_t>(label));
    ++said.at(static_cast<std::size_t>(prediction));
    if (label == prediction) ++right[static_cast<std::size_t>(label)];
  }
  double accuracy() const {
    std::int64_t total = 0;
    for (const std::int64_t count : right) total += count;
    return static_cast<double>(total) / static_cast<double>(n);
  }
  double macro_f1() const {
    double sum = 0.0;
    for (std::size_t k = 0; k < is.size(); ++k) {
      const std::int64_t seen = said[k] + is[k];
      if (seen > 0) sum += 2.0 * static_cast<double>(right[k]) / static_cast<double>(seen);
    }
    return sum / static_cast<double>(is.size());
  }
};

Estimate estimate(double value, std::vector<double> resampled) {
  std::sort(resampled.begin(), resampled.end());
  const auto at = [&resampled](double share) {
    return resampled[static_cast<std::size_t>(share * static_cast<double>(resampled.size() - 1))];
  };
  return {value, at(0.025), at(0.975)};
}

}  // namespace

ClassificationMetrics classification_metrics(const std::vector<std::int64_t>& labels,
                                             const std::vector<std::int64_t>& predictions,
                                             std::int64_t num_classes, std::uint64_t seed) {
  if (labels.empty() || labels.size() != predictions.size()) {
    throw Error("classification metrics: " + std::to_string(labels.size()) + " labels and " +
                std::to_string(predictions.size()) + " predictions");
  }
  Counts counts(num_classes);
  for (std::size_t i = 0; i < labels.size(); ++i) counts.add(labels[i], predictions[i]);
  std::vector<double> accuracies;
  std::vector<double> f1s;
  Rng rng(mix_seed(seed, 4));
  for (int resample = 0; resample < kResamples; ++resample) {
    Counts drawn(num_classes);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto item = static_cast<std::size_t>(rng.below(counts.n));
      drawn.add(labels[item], predictions[item]);
    }
    accuracies.push_back(drawn.accuracy());
    f1s.push_back(drawn.macro_f1());
  }
  ClassificationMetrics metrics;
  metrics.n = counts.n;
  metrics.accuracy = estimate(counts.accuracy(), std::move(accuracies));
  metrics.macro_f1 = estimate(counts.macro_f1(), std::move(f1s));
  metrics.majority = static_cast<double>(*std::max_element(counts.is.begin(), counts.is.end())) /
                     static_cast<double>(counts.n);
  return metrics;
}

}  // namespace graft
