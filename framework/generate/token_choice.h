#pragma once

#include <cstdint>
#include <vector>

#include "framework/generate/logits_filters.h"
#include "graft/random.h"

namespace graft {

/// The token with the highest score; the first of equal ones.
std::int64_t best_token(const Scores& scores);

/// A token drawn with the probabilities of softmax(scores).
std::int64_t drawn_token(const Scores& scores, Rng& rng);

/// Indices of the `count` highest finite scores, highest first; equal ones in order of index.
std::vector<std::int64_t> best_indices(const Scores& scores, std::int64_t count);

/// `count` different indices drawn with the probabilities of softmax(scores), highest score first;
/// fewer where fewer are finite. Source: Kool, van Hoof and Welling, "Stochastic Beams and Where to
/// Find Them", 2019 (the highest scores after adding Gumbel noise).
std::vector<std::int64_t> drawn_indices(const Scores& scores, std::int64_t count, Rng& rng);

}  // namespace graft
