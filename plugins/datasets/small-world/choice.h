#pragma once

#include <cstddef>
#include <vector>

#include "graft/random.h"

namespace graft {

/// One entry of a list that is not empty, all equally likely.
template <typename T>
const T& pick(const std::vector<T>& list, Rng& rng) {
  return list[static_cast<std::size_t>(rng.below(static_cast<std::int64_t>(list.size())))];
}

/// True in `percent` of 100 cases.
inline bool happens(int percent, Rng& rng) { return rng.below(100) < percent; }

}  // namespace graft
