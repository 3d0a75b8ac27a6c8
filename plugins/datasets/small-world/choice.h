#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "graft/random.h"

namespace graft {

/// One entry of a list that is not empty, all equally likely.
template <typename T>
const T& pick(const std::vector<T>& list, Rng& rng) {
  return list[static_cast<std::size_t>(rng.below(static_cast<std::int64_t>(list.size())))];
}

/// The entries of a list in a random order.
template <typename T>
std::vector<T> shuffled(const std::vector<T>& list, Rng& rng) {
  std::vector<T> result;
  result.reserve(list.size());
  for (const std::int64_t index : rng.permutation(static_cast<std::int64_t>(list.size()))) {
    result.push_back(list[static_cast<std::size_t>(index)]);
  }
  return result;
}

/// True in `percent` of 100 cases.
inline bool happens(int percent, Rng& rng) { return rng.below(100) < percent; }

}  // namespace graft
