#pragma once

#include <cstdint>
#include <string>

#include "graft/random.h"

namespace graft {

/// `bytes` with one to four random wounds: changed, lost, repeated and inserted bytes.
inline std::string damaged(std::string bytes, Rng& rng) {
  for (std::int64_t wound = 1 + rng.below(4); wound > 0 && !bytes.empty(); --wound) {
    const auto size = static_cast<std::int64_t>(bytes.size());
    const auto at = static_cast<std::size_t>(rng.below(size));
    const auto length = static_cast<std::size_t>(1 + rng.below(8));
    switch (rng.below(5)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << rng.below(8)));
        break;
      case 1:
        bytes[at] = static_cast<char>(rng.below(256));
        break;
      case 2:
        bytes.erase(at, length);
        break;
      case 3:
        bytes.insert(at, bytes.substr(at, length));
        break;
      default:
        bytes.insert(at, std::string(length, "[]{}:,\"0-\n"[rng.below(10)]));
    }
  }
  return bytes;
}

}  // namespace graft
