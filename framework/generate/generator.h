#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "framework/generate/generation_settings.h"
#include "graft/roles/architecture.h"

namespace graft {

/// One generated sequence.
struct GeneratedSequence {
  std::vector<std::int64_t> ids;  // prompt first
  std::vector<float> logprobs;    // of each new token, by the model's own probabilities
  /// Sum of `logprobs`; with beams the sum that the search maximises, over its length to the power
  /// length_penalty.
  double score = 0.0;
};

/// Hears each new token of the first sequence but eos; false ends that sequence. Not called by beam
/// search.
using TokenListener = std::function<bool(std::int64_t token)>;

/// Continues one prompt, given what the text depends on (`source`, one row, see TextDecoder::start;
/// empty for autoregressive models): beam search if `num_beams` > 1, else drawing if `do_sample`,
/// else greedily; `num_return_sequences` results, best first for beams. Ends at an eos token, which
/// belongs to the sequence, or at the greatest length. The same seed gives the same tokens.
/// `stop_strings` are the listener's business, see TextStream. Throws InputError for a prompt the
/// model cannot read, and for a model that writes no text.
std::vector<GeneratedSequence> generate(Architecture& model, const Batch& source,
                                        const std::vector<std::int64_t>& prompt,
                                        const GenerationSettings& settings,
                                        const TokenListener& on_token = {});

}  // namespace graft
