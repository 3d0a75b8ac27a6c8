#pragma once

#include "framework/generate/generator.h"

namespace graft {

/// Greedy decoding, or drawing of `num_return_sequences` rows, each from its own random numbers.
std::vector<GeneratedSequence> decode_stepwise(Architecture& model, const Batch& source,
                                               const std::vector<std::int64_t>& prompt,
                                               const GenerationSettings& settings,
                                               const TokenListener& on_token);

}  // namespace graft
