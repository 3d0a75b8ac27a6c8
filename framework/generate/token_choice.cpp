#include "framework/generate/token_choice.h"

#include <algorithm>
#include <cmath>

namespace graft {

namespace {

/// Uniform in (0, 1), 53 random bits: 24 would never draw a rare token.
double uniform(Rng& rng) { return (static_cast<double>(rng.next_u64() >> 11) + 0.5) * 0x1p-53; }

}  // namespace

std::int64_t best_token(const Scores& scores) {
  return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

std::int64_t drawn_token(const Scores& scores, Rng& rng) {
  const std::int64_t best = best_token(scores);
  const double highest = scores[static_cast<std::size_t>(best)];
  double total = 0.0;
  for (const float score : scores) total += std::exp(score - highest);
  double left = uniform(rng) * total;
  for (std::size_t token = 0; token < scores.size(); ++token) {
    left -= std::exp(scores[token] - highest);
    if (left < 0.0) return static_cast<std::int64_t>(token);
  }
  return best;  // rounding used up the rest
}

std::vector<std::int64_t> best_indices(const Scores& scores, std::int64_t count) {
  std::vector<std::int64_t> indices;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isfinite(scores[i])) indices.push_back(static_cast<std::int64_t>(i));
  }
  const auto end = indices.begin() + std::min(count, static_cast<std::int64_t>(indices.size()));
  std::partial_sort(indices.begin(), end, indices.end(),
                    [&](std::int64_t left, std::int64_t right) {
                      const float left_score = scores[static_cast<std::size_t>(left)];
                      const float right_score = scores[static_cast<std::size_t>(right)];
                      return left_score != right_score ? left_score > right_score : left < right;
                    });
  indices.erase(end, indices.end());
  return indices;
}

std::vector<std::int64_t> drawn_indices(const Scores& scores, std::int64_t count, Rng& rng) {
  Scores noisy = scores;
  for (float& score : noisy) score -= static_cast<float>(std::log(-std::log(uniform(rng))));
  std::vector<std::int64_t> indices = best_indices(noisy, count);
  std::stable_sort(indices.begin(), indices.end(), [&](std::int64_t left, std::int64_t right) {
    return scores[static_cast<std::size_t>(left)] > scores[static_cast<std::size_t>(right)];
  });
  return indices;
}

}  // namespace graft
