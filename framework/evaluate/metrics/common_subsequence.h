#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace graft {

using Tokens = std::vector<std::string>;

/// Length of the longest common subsequence. Memory: 8 bytes a token of `right`.
std::size_t common_subsequence_length(const Tokens& left, const Tokens& right);

/// Places in `left` of one longest common subsequence, rising: of several the one that rouge_score
/// finds, which goes back from both ends and leaves a token of `right` out only where that keeps
/// more. Memory: a bit for each pair of tokens.
std::vector<std::size_t> common_subsequence(const Tokens& left, const Tokens& right);

}  // namespace graft
