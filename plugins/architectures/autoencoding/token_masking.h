#pragma once

#include <cstdint>
#include <vector>

#include "graft/random.h"
#include "graft/roles/tokenizer.h"
#include "options.h"

namespace graft {

/// Chooses tokens of a row and hides them: 80 % become the mask, 10 % a token drawn from the whole
/// vocabulary, 10 % stay. Special tokens are never chosen. `masked_share` of the others are,
/// rounded and at least one; with whole words as many as whole words allow without exceeding that,
/// at least one word. Source: Devlin et al., "BERT", 2019; whole words: the authors' later release.
struct MaskedRow {
  std::vector<std::int64_t> input_ids;
  std::vector<std::int64_t> labels;  // -100 where nothing was chosen
};
MaskedRow mask_tokens(const std::vector<std::int64_t>& ids, const TokenTraits& tokens,
                      const AutoencodingOptions& options, Rng& rng);

}  // namespace graft
