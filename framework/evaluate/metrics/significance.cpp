#include "framework/evaluate/metrics/significance.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "graft/error.h"
#include "graft/parallel.h"
#include "graft/random.h"

namespace graft {

namespace {

using Differences = std::vector<std::vector<double>>;  // [names, draws]

void require_pair(const Metric& first, const Metric& second) {
  if (first.names() != second.names() || first.signature() != second.signature()) {
    throw Error("comparison: two different metrics, " + first.names().front() + " " +
                first.signature() + " and " + second.names().front() + " " + second.signature());
  }
  if (first.num_items() != second.num_items()) {
    throw Error("comparison: runs over " + std::to_string(first.num_items()) + " and " +
                std::to_string(second.num_items()) + " items; both must have the same");
  }
}

/// Second minus first of every number in every draw. `numbers` gives both for a draw.
Differences draw_differences(std::size_t num_names, std::int64_t draws,
                             const std::function<void(std::int64_t draw, std::vector<double>& first,
                                                      std::vector<double>& second)>& numbers) {
  Differences differences(num_names, std::vector<double>(static_cast<std::size_t>(draws)));
  parallel_for(draws, 1, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> first;
    std::vector<double> second;
    for (std::int64_t draw = begin; draw < end; ++draw) {
      numbers(draw, first, second);
      for (std::size_t i = 0; i < num_names; ++i) {
        differences[i][static_cast<std::size_t>(draw)] = second[i] - first[i];
      }
    }
  });
  return differences;
}

/// Share of draws at least as far from `centre` as `seen` is from 0, the run itself counted as one.
double p_value(const std::vector<double>& draws, double centre, double seen) {
  // Rounding must not tell equal differences apart: a run against itself differs in no draw.
  const double bound = std::abs(seen) - 1e-12 * std::max(1.0, std::abs(seen));
  const auto beyond = std::count_if(draws.begin(), draws.end(),
                                    [&](double draw) { return std::abs(draw - centre) >= bound; });
  return (1.0 + static_cast<double>(beyond)) / (1.0 + static_cast<double>(draws.size()));
}

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  double count = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    count += 1.0;
  }
  return count == 0.0 ? 0.0 : sum / count;
}

}  // namespace

std::vector<PairedDifference> paired_bootstrap(const Metric& first, const Metric& second,
                                               const BootstrapOptions& options) {
  require_pair(first, second);
  const std::vector<std::string> names = first.names();
  const std::vector<double> first_values = first.values();
  const std::vector<double> second_values = second.values();
  const Differences drawn = draw_differences(
      names.size(), options.resamples,
      [&](std::int64_t draw, std::vector<double>& of_first, std::vector<double>& of_second) {
        const auto weights = bootstrap_weights(first.num_units(), options.seed, draw);
        of_first = first.resampled_values(weights);
        of_second = second.resampled_values(weights);
      });
  std::vector<PairedDifference> results;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double difference = second_values[i] - first_values[i];
    results.push_back({names[i], first_values[i], second_values[i], difference,
                       quantile(drawn[i], (1.0 - options.confidence) / 2.0),
                       quantile(drawn[i], (1.0 + options.confidence) / 2.0),
                       p_value(drawn[i], mean(drawn[i]), difference), first.num_items()});
  }
  return results;
}

std::vector<PairedDifference> approximate_randomization(const SumMetric& first,
                                                        const SumMetric& second,
                                                        std::int64_t trials,
                                                        const BootstrapOptions& options) {
  std::vector<PairedDifference> results = paired_bootstrap(first, second, options);
  const Differences drawn = draw_differences(
      results.size(), trials,
      [&](std::int64_t trial, std::vector<double>& of_first, std::vector<double>& of_second) {
        Rng rng(mix_seed(options.seed, 5), static_cast<std::uint64_t>(trial));
        std::vector<std::uint32_t> kept(static_cast<std::size_t>(first.num_units()));
        std::vector<std::uint32_t> swapped(kept.size());
        std::uint32_t bits = 0;
        for (std::size_t unit = 0; unit < kept.size(); ++unit) {
          if (unit % 32 == 0) bits = rng.next_u32();
          kept[unit] = bits >> (unit % 32) & 1u;
          swapped[unit] = 1u - kept[unit];
        }
        const auto mixed = [&](const std::vector<std::uint32_t>& own,
                               const std::vector<std::uint32_t>& other) {
          std::vector<double> sums = first.items().weighted(own);
          const std::vector<double> more = second.items().weighted(other);
          for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += more.at(i);
          return sums;
        };
        of_first = first.from_sums(mixed(kept, swapped));
        of_second = first.from_sums(mixed(swapped, kept));
      });
  for (std::size_t i = 0; i < results.size(); ++i) {
    results[i].p_value = p_value(drawn[i], 0.0, results[i].difference);
  }
  return results;
}

}  // namespace graft
