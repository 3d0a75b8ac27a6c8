#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft convert --model DIR --output DIR`: a model folder in another type or in shards, with an
/// adapter merged into it if one is named.
int run_convert(const std::vector<std::string>& arguments);

}  // namespace graft
