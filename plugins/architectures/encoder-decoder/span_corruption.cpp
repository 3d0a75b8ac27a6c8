#include "span_corruption.h"

#include <algorithm>
#include <cmath>

namespace graft {

namespace {

constexpr double kNoiseDensity = 0.15;
constexpr double kMeanSpanLength = 3.0;

std::int64_t rounded(double value) { return static_cast<std::int64_t>(std::nearbyint(value)); }

}  // namespace

Noise noise_of(std::int64_t length) {
  if (length < 2) return {};
  const std::int64_t tokens =
      std::clamp<std::int64_t>(rounded(kNoiseDensity * static_cast<double>(length)), 1, length - 1);
  const std::int64_t spans = rounded(static_cast<double>(tokens) / kMeanSpanLength);
  return {tokens, std::max<std::int64_t>(spans, 1)};
}

std::vector<std::int64_t> random_segments(std::int64_t total, std::int64_t count, Rng& rng) {
  // The borders are `count - 1` of the `total - 1` places between two items.
  std::vector<std::int64_t> borders = rng.permutation(total - 1);
  borders.resize(static_cast<std::size_t>(count - 1));
  std::sort(borders.begin(), borders.end());
  borders.push_back(total - 1);
  std::vector<std::int64_t> lengths;
  std::int64_t before = -1;
  for (const std::int64_t border : borders) {
    lengths.push_back(border - before);
    before = border;
  }
  return lengths;
}

TextPair corrupt_spans(const std::vector<std::int64_t>& text,
                       const std::vector<std::int64_t>& sentinels, std::int64_t eos, Rng& rng) {
  const auto length = static_cast<std::int64_t>(text.size());
  const Noise noise = noise_of(length);
  TextPair pair;
  auto place = text.begin();
  if (noise.spans > 0) {
    const std::vector<std::int64_t> cut = random_segments(noise.tokens, noise.spans, rng);
    const std::vector<std::int64_t> kept = random_segments(length - noise.tokens, noise.spans, rng);
    for (std::size_t span = 0; span < cut.size(); ++span) {
      pair.input.insert(pair.input.end(), place, place + kept[span]);
      place += kept[span];
      pair.input.push_back(sentinels.at(span));
      pair.target.push_back(sentinels.at(span));
      pair.target.insert(pair.target.end(), place, place + cut[span]);
      place += cut[span];
    }
  }
  pair.input.insert(pair.input.end(), place, text.end());  // a text too short to cut
  pair.input.push_back(eos);
  pair.target.push_back(eos);
  return pair;
}

TextPair split_behind(std::size_t prefix, const std::vector<std::int64_t>& text, std::int64_t eos) {
  const auto border = text.begin() + static_cast<std::ptrdiff_t>(prefix);
  TextPair pair{{text.begin(), border}, {border, text.end()}};
  pair.input.push_back(eos);
  return pair;
}

}  // namespace graft
