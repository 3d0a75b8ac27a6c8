#include "framework/generate/logits_filters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace graft {

namespace {

constexpr float kForbidden = -std::numeric_limits<float>::infinity();

/// Indices of all tokens, least likely first; equal ones in order of id.
std::vector<std::size_t> ascending(const Scores& scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return scores[left] < scores[right];
  });
  return order;
}

std::vector<double> probabilities(const Scores& scores) {
  const float highest = *std::max_element(scores.begin(), scores.end());
  std::vector<double> result;
  double total = 0.0;
  for (const float score : scores) {
    result.push_back(std::exp(static_cast<double>(score) - static_cast<double>(highest)));
    total += result.back();
  }
  for (double& value : result) value /= total;
  return result;
}

std::size_t removable(const Scores& scores, std::int64_t least) {
  const auto size = static_cast<std::int64_t>(scores.size());
  return static_cast<std::size_t>(std::max<std::int64_t>(size - least, 0));
}

/// Beam search must find enough tokens that do not end the text.
std::int64_t least_tokens(const GenerationSettings& settings) {
  if (settings.num_beams == 1) return 1;
  return std::max<std::int64_t>(2, 1 + static_cast<std::int64_t>(settings.eos_token_ids().size()));
}

}  // namespace

void apply_temperature(Scores& scores, double temperature) {
  const auto divisor = static_cast<float>(temperature);
  for (float& score : scores) score /= divisor;
}

void keep_top_k(Scores& scores, std::int64_t top_k) {
  if (top_k <= 0 || static_cast<std::size_t>(top_k) >= scores.size()) return;
  Scores sorted = scores;
  const auto last_kept = sorted.begin() + (top_k - 1);
  std::nth_element(sorted.begin(), last_kept, sorted.end(), std::greater<>());
  for (float& score : scores) {
    if (score < *last_kept) score = kForbidden;
  }
}

void keep_top_p(Scores& scores, double top_p, std::int64_t least) {
  const std::vector<double> probability = probabilities(scores);
  const std::vector<std::size_t> order = ascending(scores);
  double cumulative = 0.0;
  for (std::size_t i = 0; i < removable(scores, least); ++i) {
    cumulative += probability[order[i]];
    if (cumulative > 1.0 - top_p) return;
    scores[order[i]] = kForbidden;
  }
}

void keep_min_p(Scores& scores, double min_p, std::int64_t least) {
  const std::vector<double> probability = probabilities(scores);
  const std::vector<std::size_t> order = ascending(scores);
  const double bound = min_p * probability[order.back()];
  for (std::size_t i = 0; i < removable(scores, least); ++i) {
    if (probability[order[i]] < bound) scores[order[i]] = kForbidden;
  }
}

void penalize_repetition(Scores& scores, const std::vector<std::int64_t>& ids, double penalty) {
  const auto factor = static_cast<float>(penalty);
  for (const std::int64_t id : std::set<std::int64_t>(ids.begin(), ids.end())) {
    float& score = scores.at(static_cast<std::size_t>(id));
    score = score < 0.0f ? score * factor : score / factor;
  }
}

void forbid_repeated_ngrams(Scores& scores, const std::vector<std::int64_t>& ids,
                            std::int64_t size) {
  const auto length = static_cast<std::int64_t>(ids.size());
  if (size <= 0 || length + 1 < size) return;
  const auto last = ids.end() - (size - 1);  // what the next token would complete
  for (auto begin = ids.begin(); begin + size <= ids.end(); ++begin) {
    if (!std::equal(last, ids.end(), begin)) continue;
    scores.at(static_cast<std::size_t>(begin[size - 1])) = kForbidden;
  }
}

void forbid_tokens(Scores& scores, const std::vector<std::int64_t>& tokens) {
  for (const std::int64_t token : tokens) {
    if (token >= 0 && static_cast<std::size_t>(token) < scores.size()) {
      scores[static_cast<std::size_t>(token)] = kForbidden;
    }
  }
}

void apply_filters(Scores& scores, const std::vector<std::int64_t>& ids, std::int64_t prompt_length,
                   const GenerationSettings& settings) {
  const auto length = static_cast<std::int64_t>(ids.size());
  if (settings.repetition_penalty) penalize_repetition(scores, ids, *settings.repetition_penalty);
  forbid_repeated_ngrams(scores, ids, settings.no_repeat_ngram_size.value_or(0));
  if (length < settings.min_length.value_or(0) ||
      length - prompt_length < settings.min_new_tokens.value_or(0)) {
    forbid_tokens(scores, settings.eos_token_ids());
  }
  if (!settings.do_sample.value_or(false)) return;

  const std::int64_t least = least_tokens(settings);
  if (settings.temperature) apply_temperature(scores, *settings.temperature);
  const std::int64_t top_k = settings.top_k.value_or(0);
  if (top_k > 0) keep_top_k(scores, std::max(top_k, least));
  if (settings.top_p.value_or(1.0) < 1.0) keep_top_p(scores, *settings.top_p, least);
  if (settings.min_p) keep_min_p(scores, *settings.min_p, least);
}

void normalize(Scores& scores) {
  const float highest = *std::max_element(scores.begin(), scores.end());
  double total = 0.0;
  for (const float score : scores) total += std::exp(static_cast<double>(score - highest));
  const auto log_total = static_cast<float>(std::log(total));
  for (float& score : scores) score = score - highest - log_total;
}

}  // namespace graft
