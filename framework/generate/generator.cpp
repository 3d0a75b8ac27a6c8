#include "framework/generate/generator.h"

#include "framework/generate/beam_search.h"
#include "framework/generate/step_decoding.h"

namespace graft {

std::vector<GeneratedSequence> generate(Architecture& model, const Batch& source,
                                        const std::vector<std::int64_t>& prompt,
                                        const GenerationSettings& settings,
                                        const TokenListener& on_token) {
  return settings.num_beams > 1 ? beam_search(model, source, prompt, settings)
                                : decode_stepwise(model, source, prompt, settings, on_token);
}

}  // namespace graft
