#pragma once

#include <cstdint>
#include <vector>

#include "graft/export.h"

namespace graft {

/// Counter-based random numbers: Philox4x32-10. The k-th number is a function of seed, stream and k
/// alone, so that independent streams need no shared state and any position can be recomputed.
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011.
class GRAFT_API Rng {
 public:
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0);

  std::uint32_t next_u32();
  std::uint64_t next_u64();
  /// Uniform in [0, 1), 24 random bits.
  float uniform();
  /// Normal with mean 0 and standard deviation 1 (Box-Muller).
  float normal();
  /// Uniform in [0, bound), without modulo bias. Throws Error when bound <= 0.
  std::int64_t below(std::int64_t bound);
  /// A random order of 0 … count - 1 (Fisher-Yates).
  std::vector<std::int64_t> permutation(std::int64_t count);

 private:
  void refill();

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t block_ = 0;
  std::uint32_t buffer_[4] = {};
  int used_ = 4;
};

/// Mixes several numbers into one seed, so that (seed, epoch, step) gives unrelated streams.
GRAFT_API std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0);

}  // namespace graft
