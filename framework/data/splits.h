#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graft/roles/dataset.h"

namespace graft {

bool has_split(const Dataset& dataset, const std::string& split);
/// The split that final numbers are from: "test" where there is one, else "validation". Throws
/// InputError where there is neither.
std::string final_split(const Dataset& dataset);

/// Every index of a split, in order; the first `most` of them.
std::vector<std::int64_t> all_examples(const Dataset& dataset, const std::string& split);
std::vector<std::int64_t> first_examples(const Dataset& dataset, const std::string& split,
                                         std::int64_t most);

}  // namespace graft
