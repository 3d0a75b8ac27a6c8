#include "framework/evaluate/metrics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "graft/parallel.h"
#include "graft/random.h"

namespace graft {

std::vector<std::uint32_t> bootstrap_weights(std::int64_t count, std::uint64_t seed,
                                             std::int64_t resample) {
  std::vector<std::uint32_t> weights(static_cast<std::size_t>(count));
  Rng rng(mix_seed(seed, 4), static_cast<std::uint64_t>(resample));
  for (std::int64_t draw = 0; draw < count; ++draw) {
    ++weights[static_cast<std::size_t>(rng.below(count))];
  }
  return weights;
}

double quantile(std::span<const double> values, double share) {
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
               [](double value) { return !std::isnan(value); });
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(sorted.begin(), sorted.end());
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double low = sorted[below];
  const double high = sorted[std::min(below + 1, sorted.size() - 1)];
  return low == high ? low : low + (place - std::floor(place)) * (high - low);
}

std::vector<MetricResult> bootstrap(const Metric& metric, const BootstrapOptions& options) {
  const std::vector<std::string> names = metric.names();
  const std::vector<double> values = metric.values();
  const auto resamples = static_cast<std::size_t>(options.resamples);
  std::vector<std::vector<double>> drawn(names.size(), std::vector<double>(resamples));
  parallel_for(options.resamples, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t resample = begin; resample < end; ++resample) {
      const std::vector<double> numbers =
          metric.resampled_values(bootstrap_weights(metric.num_units(), options.seed, resample));
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        drawn[i][static_cast<std::size_t>(resample)] = numbers[i];
      }
    }
  });
  std::vector<MetricResult> results;
  for (std::size_t i = 0; i < names.size(); ++i) {
    results.push_back({names[i], values[i], quantile(drawn[i], (1.0 - options.confidence) / 2.0),
                       quantile(drawn[i], (1.0 + options.confidence) / 2.0), metric.num_items(),
                       metric.signature()});
  }
  return results;
}

}  // namespace graft
