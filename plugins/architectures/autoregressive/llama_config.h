#pragma once

#include "options.h"

namespace graft {

/// Options that a `config.json` of model_type llama describes, see
/// AutoregressiveOptions::from_config.
Value llama_options_of(const Value& config);

/// Adds the keys of LlamaConfig that other styles do not have.
void write_llama_options(const AutoregressiveOptions& options, Value& config);

}  // namespace graft
