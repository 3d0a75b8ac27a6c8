#pragma once

#include <string>
#include <vector>

namespace graft {

/// `graft retrieve --model DIR --images F.jsonl --texts F.jsonl`: how similar images and texts are,
/// and how often each is found with the other.
int run_retrieve(const std::vector<std::string>& arguments);

}  // namespace graft
