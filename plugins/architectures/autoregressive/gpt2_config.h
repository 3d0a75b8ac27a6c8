#pragma once

#include "options.h"

namespace graft {

/// Options that a `config.json` of model_type gpt2 describes, see
/// AutoregressiveOptions::from_config.
Value gpt2_options_of(const Value& config);

/// Adds the keys of GPT2Config that other styles do not have.
void write_gpt2_options(const AutoregressiveOptions& options, Value& config);

}  // namespace graft
