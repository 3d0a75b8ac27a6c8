#pragma once

#include <vector>

#include "bpe_model.h"
#include "graft/text/tokenizer_json.h"

namespace graft {

/// The flavour of a `tokenizer.json`: tokens that end words are CLIP's.
BpeFlavour flavour_of_steps(const Value& tokenizer);

/// Appends each step of a `tokenizer.json` that tokenizers of this flavour do not have, and what
/// they have and it has not.
void check_steps(const Value& tokenizer, BpeFlavour flavour, std::vector<Problem>& problems);

/// Reads the tokens that CLIP's `post_processor` puts around texts into `stated`. Appends what is
/// wrong.
void read_clip_frame(const Value& tokenizer, const Vocabulary& vocabulary, RoleDefaults& stated,
                     std::vector<Problem>& problems);

/// Reads the token that GPT-2's `post_processor` puts before texts, where it does. Appends what is
/// wrong.
void read_gpt2_frame(const Value& tokenizer, BpeModel& model, RoleDefaults& stated,
                     std::vector<Problem>& problems);

/// The steps of the `tokenizer.json` that the reference library writes; the model is still without
/// `vocab` and `merges`.
TokenizerSteps steps_of(const BpeModel& model);

}  // namespace graft
