// The blocks of scores that the gradient of an attention works on, for each instruction set.
// Included as vector_math.h is.
#if defined(GRAFT_KERNELS_ATTENTION_BLOCKS_H) == defined(HWY_TARGET_TOGGLE)
#ifdef GRAFT_KERNELS_ATTENTION_BLOCKS_H
#undef GRAFT_KERNELS_ATTENTION_BLOCKS_H
#else
#define GRAFT_KERNELS_ATTENTION_BLOCKS_H
#endif

#include <math.h>

#include "kernels/attention_head.h"
#include "kernels/small_matmul.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {

/// Keys [first, first + keys), and how far the scores of two queries against them are apart.
struct KeyRange {
  std::int64_t first;
  std::int64_t keys;
  std::int64_t stride;

  /// How many of the first `visible` keys of all lie in it.
  std::int64_t part(std::int64_t visible) const {
    return HWY_MAX(std::int64_t{0}, HWY_MIN(visible - first, keys));
  }
};

/// Keys that a query counts at all: those that it sees, or all where that is none.
HWY_INLINE std::int64_t counted_keys(const AttentionHead& head, const float* log_sum_exp,
                                     std::int64_t query) {
  return log_sum_exp[query] == -HUGE_VALF ? head.key_seq : head.visible_keys(query);
}

/// Queries [first, first + rows) against a range of keys.
struct ScoreBlock {
  KeyRange range;
  std::int64_t first;
  std::int64_t rows;
  bool all_count;  // for some query every key does

  /// One past the last column of a row that is read where only `visible` keys count.
  std::int64_t read_end(std::int64_t visible) const {
    const std::int64_t all = range.stride - kScoreGap;
    return all_count ? all : HWY_MIN(all, visible + 2 * kTileRows);
  }
  /// How many of the range's keys count for any query of a tile.
  std::int64_t keys_of(const AttentionHead& head, const float* log_sum_exp, std::int64_t tile,
                       std::int64_t height) const {
    std::int64_t most = 0;
    for (std::int64_t i = first + tile; i < first + tile + height; ++i) {
      most = HWY_MAX(most, range.part(counted_keys(head, log_sum_exp, i)));
    }
    return most;
  }
  /// Queries of the block before this one see neither `key` nor a later one.
  std::int64_t first_query(const AttentionHead& head, std::int64_t key) const {
    if (!head.causal || all_count || key < head.prefix_length) return 0;
    const std::int64_t begin = key - (head.key_seq - head.query_seq) - first;
    return HWY_MIN(HWY_MAX(std::int64_t{0}, begin), rows);
  }
};

/// The block of at most kQueryBlock queries from `first` on.
HWY_INLINE ScoreBlock score_block(const AttentionHead& head, const KeyRange& range,
                                  std::int64_t first, const float* log_sum_exp) {
  ScoreBlock block = {range, first, HWY_MIN(kQueryBlock, head.query_seq - first), false};
  for (std::int64_t i = first; i < first + block.rows; ++i) {
    block.all_count = block.all_count || log_sum_exp[i] == -HUGE_VALF;
  }
  return block;
}

}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
