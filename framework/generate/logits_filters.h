#pragma once

#include <cstdint>
#include <vector>

#include "framework/generate/generation_settings.h"

namespace graft {

/// Scores of all tokens for one position, logits or log-probabilities. A token that must not be
/// chosen has minus infinity. Each function below changes them as the reference implementation of
/// public models does; `ids` is the sequence so far, prompt included.
using Scores = std::vector<float>;

void apply_temperature(Scores& scores, double temperature);
/// Keeps the `top_k` highest, ties with the last of them included.
void keep_top_k(Scores& scores, std::int64_t top_k);
/// Keeps the likeliest tokens whose probabilities add up to `top_p`, and at least `least` tokens.
/// Source: Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020.
void keep_top_p(Scores& scores, double top_p, std::int64_t least);
/// Keeps tokens with at least `min_p` times the likeliest one's probability, and at least `least`.
/// Source: Nguyen et al., "Min P Sampling", 2024.
void keep_min_p(Scores& scores, double min_p, std::int64_t least);
/// Divides positive and multiplies negative scores of tokens in `ids` by `penalty`.
/// Source: Keskar et al., "CTRL", 2019.
void penalize_repetition(Scores& scores, const std::vector<std::int64_t>& ids, double penalty);
/// Forbids tokens that would repeat a run of `size` tokens.
void forbid_repeated_ngrams(Scores& scores, const std::vector<std::int64_t>& ids,
                            std::int64_t size);
void forbid_tokens(Scores& scores, const std::vector<std::int64_t>& tokens);

/// All filters that the settings ask for, in the reference's order: repetition, n-grams, least
/// lengths; then, when drawing, temperature, top_k, top_p, min_p.
void apply_filters(Scores& scores, const std::vector<std::int64_t>& ids, std::int64_t prompt_length,
                   const GenerationSettings& settings);

/// log softmax, in place.
void normalize(Scores& scores);

}  // namespace graft
