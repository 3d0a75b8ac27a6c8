#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft generate --model DIR [--adapter DIR] [--prompt TEXT | --requests F.jsonl] [settings]`
int run_generate(const std::vector<std::string>& arguments);

}  // namespace graft
