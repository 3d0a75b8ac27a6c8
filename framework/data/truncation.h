#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace graft {

/// Which of two texts loses tokens when both together are too long.
enum class Truncation { kLongestFirst, kOnlyFirst, kOnlySecond };

/// "longest_first", "only_first", "only_second". Throws InputError for other names.
Truncation truncation_named(const std::string& name);

/// Removes `excess` tokens from the ends, as the reference library does. `second` may be null. With
/// kLongestFirst one token after another goes, from the first text while it is the longer one, else
/// from the second; without a second text from the first, down to nothing.
/// Throws InputError when the text that has to shrink is missing or would keep no token.
void truncate(std::vector<std::int64_t>& first, std::vector<std::int64_t>* second,
              std::int64_t excess, Truncation truncation);

}  // namespace graft
