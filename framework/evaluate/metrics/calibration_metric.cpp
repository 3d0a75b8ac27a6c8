#include "framework/evaluate/metrics/calibration_metric.h"

#include <algorithm>
#include <cmath>

#include "framework/report/number_text.h"
#include "graft/error.h"

namespace graft {

namespace {

constexpr std::int64_t kSumsPerBin = 3;  // items, confidence, right
constexpr double kRounding = 1e-5;

std::vector<CalibrationMetric::Bin> bins_of(std::span<const double> sums) {
  std::vector<CalibrationMetric::Bin> bins;
  for (std::size_t i = 0; i < sums.size(); i += kSumsPerBin) {
    const double items = sums[i];
    bins.push_back(
        {items, items > 0.0 ? sums[i + 1] / items : 0.0, items > 0.0 ? sums[i + 2] / items : 0.0});
  }
  return bins;
}

}  // namespace

CalibrationMetric::CalibrationMetric(std::int64_t num_bins)
    : SumMetric(kSumsPerBin * num_bins), num_bins_(num_bins) {
  if (num_bins < 1) throw Error("calibration: " + std::to_string(num_bins) + " bins");
}

void CalibrationMetric::add(double confidence, bool is_right) {
  if (!(confidence >= -kRounding && confidence <= 1.0 + kRounding)) {
    throw Error("calibration: confidence " + format_number(confidence) + " is no probability");
  }
  const double probability = std::clamp(confidence, 0.0, 1.0);
  // The bin whose upper edge is the first at or above; the edges decide, not the product.
  const auto edge = [this](std::int64_t m) {
    return static_cast<double>(m) / static_cast<double>(num_bins_);
  };
  auto bin = static_cast<std::int64_t>(probability * static_cast<double>(num_bins_));
  bin = std::min(bin, num_bins_ - 1);
  while (bin > 0 && probability <= edge(bin)) --bin;
  while (bin + 1 < num_bins_ && probability > edge(bin + 1)) ++bin;
  const auto first = static_cast<std::uint32_t>(kSumsPerBin * bin);
  const Addend addends[] = {
      {first, 1.0}, {first + 1, probability}, {first + 2, is_right ? 1.0 : 0.0}};
  add_item(addends);
}

void CalibrationMetric::add_probabilities(std::span<const float> probabilities,
                                          std::int64_t label) {
  if (probabilities.empty()) throw Error("calibration: no probability");
  const auto most = std::max_element(probabilities.begin(), probabilities.end());
  add(static_cast<double>(*most), most - probabilities.begin() == label);
}

std::string CalibrationMetric::signature() const {
  return "bins:" + std::to_string(num_bins_) + "|width:equal";
}

std::vector<double> CalibrationMetric::from_sums(std::span<const double> sums) const {
  double error = 0.0;
  double items = 0.0;
  for (const Bin& bin : bins_of(sums)) {
    error += bin.items * std::abs(bin.accuracy - bin.confidence);
    items += bin.items;
  }
  return {error / items};
}

std::vector<CalibrationMetric::Bin> CalibrationMetric::bins() const {
  return bins_of(items().totals());
}

}  // namespace graft
