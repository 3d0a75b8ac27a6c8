#pragma once

#include <cstdint>
#include <vector>

#include "graft/random.h"
#include "graft/roles/tokenizer.h"
#include "text_pairs.h"

namespace graft {

/// How much of a text is cut out: `tokens` of them, in `spans` pieces.
struct Noise {
  std::int64_t tokens = 0;
  std::int64_t spans = 0;
};

/// 15 % of the tokens, in spans of 3 on average; at least one token and one span, and at least one
/// token stays. Halves are rounded to even, as in the paper's code. Nothing below two tokens.
Noise noise_of(std::int64_t length);

/// `count` lengths of at least 1 that add up to `total`, every such list with equal probability.
std::vector<std::int64_t> random_segments(std::int64_t total, std::int64_t count, Rng& rng);

/// Cuts spans out of a text. Kept and cut segments alternate, a kept one first; the input has one
/// of `sentinels`, in their order, in place of each cut one, the target has each after its
/// sentinel; both end with `eos`. Needs as many sentinels as `noise_of` has spans.
/// Source: Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
/// Transformer", 2020, section 3.1.4, and its code.
TextPair corrupt_spans(const std::vector<std::int64_t>& text,
                       const std::vector<std::int64_t>& sentinels, std::int64_t eos, Rng& rng);

/// The first `prefix` tokens of a text, with `eos` behind them, and the rest. The text goes on
/// behind its window, so nothing says that it ends.
TextPair split_behind(std::size_t prefix, const std::vector<std::int64_t>& text, std::int64_t eos);

}  // namespace graft
