#pragma once

#include "framework/generate/generator.h"

namespace graft {

/// Beam search with the rules of the public reference implementation (one group of beams). With
/// `do_sample` the candidates of each step are drawn instead of taken from the top.
std::vector<GeneratedSequence> beam_search(Architecture& model, const Batch& source,
                                           const std::vector<std::int64_t>& prompt,
                                           const GenerationSettings& settings);

}  // namespace graft
