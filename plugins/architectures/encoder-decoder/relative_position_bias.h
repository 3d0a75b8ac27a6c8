#pragma once

#include <cstdint>

#include "graft/nn/module.h"

namespace graft {

/// How distances between tokens are put into ranges.
struct DistanceBuckets {
  std::int64_t num_buckets = 32;
  std::int64_t max_distance = 128;
  bool both_directions = true;  // false: what stands behind a token counts as distance 0
};

/// The range, in [0, num_buckets), of a key's position less that of the query: half of the ranges
/// of a direction are one token wide, the rest grow with the logarithm up to max_distance. Source:
/// Raffel et al., "Exploring the Limits of Transfer Learning", 2020.
std::int64_t distance_bucket(std::int64_t distance, const DistanceBuckets& buckets);

/// A learned number for each range of distance and each head, `relative_attention_bias` in T5
/// checkpoints, added to attention scores.
class RelativePositionBias : public Module {
 public:
  RelativePositionBias(const DistanceBuckets& buckets, std::int64_t num_heads,
                       float standard_deviation, Rng& rng);

  /// For queries that are the last `query_seq` of `key_seq` positions: [heads, query_seq, key_seq].
  Tensor forward(std::int64_t query_seq, std::int64_t key_seq) const;

 private:
  DistanceBuckets buckets_;
  Tensor weight_;  // [num_buckets, heads]
};

}  // namespace graft
