// The softmax of an attention's scores, a query at a time, for each instruction set. Included as
// vector_math.h is.
#if defined(GRAFT_KERNELS_ATTENTION_ROWS_H) == defined(HWY_TARGET_TOGGLE)
#ifdef GRAFT_KERNELS_ATTENTION_ROWS_H
#undef GRAFT_KERNELS_ATTENTION_ROWS_H
#else
#define GRAFT_KERNELS_ATTENTION_ROWS_H
#endif

#include <math.h>

#include "kernels/attention_head.h"
#include "kernels/small_matmul.h"
#include "kernels/softmax_row.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {

struct AddRows {
  HWY_INLINE Floats operator()(FloatTag, Floats left, Floats right) const {
    return hn::Add(left, right);
  }
};

/// Adds the bias of one query to its scores against `count` keys from `first_key` on, and sets
/// scores of hidden keys to -infinity.
HWY_INLINE void add_bias_and_mask(const AttentionHead& head, std::int64_t query,
                                  std::int64_t first_key, std::int64_t count, float* scores) {
  if (head.bias != nullptr) {
    map(scores, head.bias + query * head.key_seq + first_key, scores, count, AddRows());
  }
  if (head.key_mask != nullptr) {
    const std::int64_t* const mask = head.key_mask + first_key;
    for (std::int64_t j = 0; j < count; ++j) {
      if (mask[j] == 0) scores[j] = -HUGE_VALF;
    }
  }
}

// Asked where no score is above -infinity, which NaN alone can bring about as well.
HWY_INLINE bool sees_nothing(const AttentionHead& head, std::int64_t visible) {
  if (head.key_mask == nullptr) return visible == 0;
  for (std::int64_t j = 0; j < visible; ++j) {
    if (head.key_mask[j] != 0) return false;
  }
  return true;
}

/// Exponentials as f32, which may overwrite the scores.
struct FloatExponentials {
  using Element = float;
  static constexpr float kOne = 1.0f;
  /// exp(scores - shift), 0 from `visible` to `end`; returns their sum.
  static HWY_INLINE float of_row(const float* scores, float shift, std::int64_t visible,
                                 std::int64_t end, float* p) {
    const float sum = exp_and_sum(scores, shift, visible, p);
    fill_range(p, visible, end, 0.0f);
    return sum;
  }
};

/// Turns the scores of one query into exp(score - largest), 0 from `visible` to `end`, and returns
/// their sum. `log_sum_exp` is -infinity if the query sees nothing; then every key counts 1.
template <class Exponentials>
HWY_INLINE float exponentials(const AttentionHead& head, std::int64_t query, std::int64_t visible,
                              std::int64_t end, float* scores, typename Exponentials::Element* p,
                              float* log_sum_exp) {
  add_bias_and_mask(head, query, 0, visible, scores);
  const float most = largest(scores, visible);
  if (most == -HUGE_VALF && sees_nothing(head, visible)) {
    fill_range(p, 0, head.key_seq, Exponentials::kOne);
    *log_sum_exp = -HUGE_VALF;
    return static_cast<float>(head.key_seq);
  }
  const float sum = Exponentials::of_row(scores, most, visible, end, p);
  *log_sum_exp = most + logf(sum);
  return sum;
}

/// Queries [first, first + rows) of one tile, and how many keys count for any of them.
struct QueryTile {
  std::int64_t first;
  std::int64_t rows;
  std::int64_t keys;
};

/// The tiles of a block of at most kScoreRows queries from `first` on; returns their number.
HWY_INLINE std::int64_t split_queries(const AttentionHead& head, std::int64_t first,
                                      std::int64_t rows, QueryTile* tiles) {
  std::int64_t count = 0;
  for (std::int64_t i = first; i < first + rows; i += kTileRows) {
    const std::int64_t height = HWY_MIN(std::int64_t{kTileRows}, first + rows - i);
    tiles[count++] = {i, height, head.visible_keys(i + height - 1)};
  }
  return count;
}

/// Exponentials of the scores of a tile, and their sums. Where a query sees nothing, the tile's
/// keys become all.
template <class Exponentials>
HWY_INLINE void exponentials_of_tile(const AttentionHead& head, QueryTile& tile, Rows<float> scores,
                                     Rows<typename Exponentials::Element> p, float* log_sum_exp,
                                     float* sums) {
  const std::int64_t seen = tile.keys;
  for (std::int64_t i = 0; i < tile.rows; ++i) {
    const std::int64_t query = tile.first + i;
    sums[i] = exponentials<Exponentials>(head, query, head.visible_keys(query), seen,
                                         scores.data + i * scores.stride, p.data + i * p.stride,
                                         log_sum_exp + query);
    if (log_sum_exp[query] == -HUGE_VALF) tile.keys = head.key_seq;
  }
  for (std::int64_t i = 0; i < tile.rows && tile.keys > seen; ++i) {
    if (log_sum_exp[tile.first + i] == -HUGE_VALF) continue;
    fill_range(p.data + i * p.stride, seen, tile.keys, typename Exponentials::Element{});
  }
}

}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
