#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft train-tokenizer --name NAME --input FILE… --output DIR [--set OPTION=VALUE]…`
int run_train_tokenizer(const std::vector<std::string>& arguments);

}  // namespace graft
