#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft tokenize --tokenizer DIR [--file F.jsonl] [--no-special-tokens] [--plain]`
int run_tokenize(const std::vector<std::string>& arguments);

}  // namespace graft
