#pragma once

#include <string>
#include <vector>

#include "bpe_model.h"

namespace graft {

/// Reads `tokenizer_config.json` and the like of a folder; a null value where there is none. Throws
/// InputError.
Value read_json_if_there(const std::string& path);

/// Throws InputError when `tokenizer_config.json` names the class of another tokenizer.
void check_tokenizer_class(const Value& config);

/// Reads added tokens, the roles of special tokens and the switches that stand beside the
/// vocabulary of a folder. Appends what is wrong.
void read_bpe_settings(const std::string& folder, const Value& config, BpeModel& model,
                       std::vector<Problem>& problems);

}  // namespace graft
