#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "framework/run/verbalizer.h"
#include "graft/roles/architecture.h"
#include "graft/roles/dataset.h"
#include "graft/roles/prompt.h"
#include "graft/roles/tokenizer.h"

namespace graft {

/// Tokens that a prompt may have beside the longest label word. Throws InputError when there is no
/// room for any.
std::size_t prompt_room(const Autoregressive& model, const Verbalizer& verbalizer);

/// The prompt's tokens, at most `limit`: demonstrations go first, then ends of the longest fields;
/// the template's own words stay, and throw InputError where they alone are too long. Sets `cut`
/// when something was left out.
std::vector<std::int64_t> fit_prompt(const Prompt& prompt, const Example& example,
                                     std::vector<Example> demonstrations,
                                     const Tokenizer& tokenizer, std::size_t limit, bool& cut);

}  // namespace graft
