#include <math.h>

#include "kernels/attention_bf16.h"
#include "kernels/vector_width.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention_bf16_gradient.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/attention_blocks.h"
#include "kernels/attention_rows.h"
#include "kernels/small_matmul_bf16.h"

#if HWY_TARGET <= HWY_AVX3
GRAFT_BEFORE_PAIRS()
namespace graft::kernels::HWY_NAMESPACE {
namespace {

// Where the parts of the scratch memory lie. Rows of gradients are padded to whole panels.
struct PairGradientScratch {
  float* grad_key;    // [key_seq, padded head_size]
  float* grad_value;  // [key_seq, padded head_size]
  float* grad_query;  // [query_seq, padded head_size]
  float* mean;        // [query_seq]
  // Of one tile.
  float* scores;          // [kTileRows, stride]
  float* grad_p;          // [kTileRows, stride]
  BFloat16* grad_scores;  // [kTileRows, stride], without the scale
  // Of a block of queries.
  std::uint32_t* p_pairs;           // [kQueryBlock / 2, stride], pairs of neighbouring queries
  std::uint32_t* grad_score_pairs;  // [kQueryBlock / 2, stride]
  std::uint32_t* query_panels;      // of query
  std::uint32_t* grad_output_panels;
  BFloat16* queries;       // [kQueryBlock, padded head_size], if head_size is odd
  BFloat16* grad_outputs;  // [kQueryBlock, padded head_size]
  // Of a range of keys.
  std::uint32_t* turned_keys;    // panels of key^T
  std::uint32_t* turned_values;  // panels of value^T
  std::uint32_t* key_panels;     // panels of key

  std::int64_t stride;
  std::int64_t padded_size;
};

// One query of a tile against a range of keys.
struct QueryRow {
  float* scores;
  const float* grad_p;
  float* grad_bias;  // or null
  BFloat16* grad_scores;
  std::int64_t visible;
  float log_sum_exp;
  float mean;
};

struct RowGradient {
  Floats p;
  Floats grad_scores;
};

// Columns [j, j + a vector) of a row; 0 where the query sees no key. `kWhole`: it sees them all.
template <bool kWhole>
HWY_INLINE RowGradient gradient_of_scores(const QueryRow& row, std::int64_t j) {
  const FloatTag d;
  const Floats scores = hn::LoadU(d, row.scores + j);
  Floats p = exp(d, hn::Sub(scores, hn::Set(d, row.log_sum_exp)));
  Floats grad = hn::Mul(p, hn::Sub(hn::LoadU(d, row.grad_p + j), hn::Set(d, row.mean)));
  std::int64_t count = lanes(d);
  if constexpr (!kWhole) {
    count = HWY_MIN(count, HWY_MAX(row.visible - j, std::int64_t{0}));
    const auto inside = hn::FirstN(d, static_cast<std::size_t>(count));
    p = hn::IfThenElseZero(inside, p);
    grad = hn::IfThenElseZero(inside, grad);
  }
  if (row.grad_bias != nullptr) {
    float* const grad_bias = row.grad_bias + j;
    store_first(hn::Add(load_first(d, grad_bias, count), grad), d, grad_bias, count);
  }
  return {p, grad};
}

// Pairs of two rows, of which `two` holds one after the other.
HWY_INLINE Pairs interleave_rows(hn::Vec<TwoHalvesTag> two) {
  const PairTag d;
  const Pairs lane = hn::Iota(d, 0);
  const Pairs order = hn::Or(lane, hn::ShiftLeft<16>(hn::Or(lane, hn::Set(d, 16))));
  return Pairs{_mm512_permutexvar_epi16(order.raw, two.raw)};
}

// Two neighbouring queries of a tile, and where pairs of both go.
struct TwoRows {
  QueryRow first;
  QueryRow second;
  std::uint32_t* p_pairs;
  std::uint32_t* grad_score_pairs;
};

HWY_INLINE void store(const TwoRows& rows, std::int64_t j, const RowGradient& first,
                      const RowGradient& second) {
  const PairTag pairs;
  const hn::Half<TwoHalvesTag> halves;
  const auto grads = round_two(first.grad_scores, second.grad_scores);
  hn::StoreU(hn::LowerHalf(halves, grads), halves, &rows.first.grad_scores[j].bits);
  hn::StoreU(hn::UpperHalf(halves, grads), halves, &rows.second.grad_scores[j].bits);
  hn::StoreU(interleave_rows(grads), pairs, rows.grad_score_pairs + j);
  hn::StoreU(interleave_rows(round_two(first.p, second.p)), pairs, rows.p_pairs + j);
}

// p and grad_scores of two queries, 0 where they see nothing and up to `end`.
HWY_INLINE void gradient_of_two_rows(const TwoRows& rows, std::int64_t end) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const std::int64_t both_see = HWY_MIN(rows.first.visible, rows.second.visible);
  const std::int64_t one_sees = HWY_MAX(rows.first.visible, rows.second.visible);
  std::int64_t j = 0;
  for (; j + step <= both_see; j += step) {
    store(rows, j, gradient_of_scores<true>(rows.first, j),
          gradient_of_scores<true>(rows.second, j));
  }
  for (; j < one_sees; j += step) {
    store(rows, j, gradient_of_scores<false>(rows.first, j),
          gradient_of_scores<false>(rows.second, j));
  }
  const RowGradient nothing = {hn::Zero(d), hn::Zero(d)};
  for (; j < end; j += step) store(rows, j, nothing, nothing);
}

// Query `i` of a block, its scores and grad_p at hand; from the end of the block on, a query that
// sees no key.
HWY_INLINE QueryRow query_row(const HeadOf<BFloat16>& head, const ScoreBlock& block, std::int64_t i,
                              std::int64_t first_of_tile, const float* log_sum_exp,
                              float* grad_bias, const PairGradientScratch& scratch) {
  const KeyRange& range = block.range;
  const std::int64_t in_tile = (i - first_of_tile) * scratch.stride;
  const std::int64_t query = block.first + i;
  QueryRow row = {};
  row.scores = scratch.scores + in_tile;
  row.grad_p = scratch.grad_p + in_tile;
  row.grad_scores = scratch.grad_scores + in_tile;
  if (i >= block.rows) return row;
  if (log_sum_exp[query] == -HUGE_VALF) {
    // Every key counts the same, and no score matters.
    row.visible = range.keys;
    row.log_sum_exp = logf(static_cast<float>(head.key_seq));
    fill_range(row.scores, 0, range.keys, 0.0f);
    fill_range(scratch.grad_p + in_tile, 0, range.keys, 0.0f);
    return row;
  }
  row.visible = range.part(head.visible_keys(query));
  row.log_sum_exp = log_sum_exp[query];
  row.mean = scratch.mean[query];
  if (grad_bias != nullptr) row.grad_bias = grad_bias + query * head.key_seq + range.first;
  add_bias_and_mask(head, query, range.first, row.visible, row.scores);
  return row;
}

// p and grad_scores of a block, and what its range of keys gives to grad_query.
HWY_INLINE void gradient_of_queries(const HeadOf<BFloat16>& head, const ScoreBlock& block,
                                    Rows<const BFloat16> queries, Rows<const BFloat16> grad_outputs,
                                    const float* log_sum_exp, float* grad_bias,
                                    const PairGradientScratch& scratch) {
  const std::int64_t width = panel_columns();
  const std::int64_t size_pairs = pairs_of(head.head_size);
  const std::int64_t stride = scratch.stride;
  const KeyRange& range = block.range;
  for (std::int64_t i = 0; i < block.rows; i += kTileRows) {
    const std::int64_t rows = HWY_MIN(std::int64_t{kTileRows}, block.rows - i);
    const std::int64_t most = block.keys_of(head, log_sum_exp, i, rows);
    for (std::int64_t key = 0; key < most; key += width) {
      multiply_pair_panel({queries.data + i * queries.stride, queries.stride, 2},
                          scratch.turned_keys + key * size_pairs, rows, size_pairs, head.scale,
                          {scratch.scores + key, stride});
      multiply_pair_panel({grad_outputs.data + i * grad_outputs.stride, grad_outputs.stride, 2},
                          scratch.turned_values + key * size_pairs, rows, size_pairs, 1.0f,
                          {scratch.grad_p + key, stride});
    }
    for (std::int64_t r = i; r < i + rows; r += 2) {
      const TwoRows two = {query_row(head, block, r, i, log_sum_exp, grad_bias, scratch),
                           query_row(head, block, r + 1, i, log_sum_exp, grad_bias, scratch),
                           scratch.p_pairs + r / 2 * stride,
                           scratch.grad_score_pairs + r / 2 * stride};
      const std::int64_t visible = HWY_MAX(two.first.visible, two.second.visible);
      gradient_of_two_rows(two, HWY_MAX(most, block.read_end(visible)));
    }
    float* const grad_query = scratch.grad_query + (block.first + i) * scratch.padded_size;
    for (std::int64_t c = 0; c < head.head_size; c += width) {
      multiply_pair_panel({scratch.grad_scores, stride, 2},
                          scratch.key_panels + c * pairs_of(range.keys), rows, pairs_of(most),
                          head.scale, {grad_query + c, scratch.padded_size}, range.first > 0);
    }
  }
}

// What the queries of a block, whose p and grad_scores are at hand, give to grad_key and grad_value
// of its range.
HWY_INLINE void gradient_of_keys(const HeadOf<BFloat16>& head, const ScoreBlock& block, bool adds,
                                 const PairGradientScratch& scratch) {
  const std::int64_t width = panel_columns();
  const std::int64_t stride = scratch.stride;
  const std::int64_t padded_size = scratch.padded_size;
  const KeyRange& range = block.range;
  const auto turned = [stride](const std::uint32_t* pairs) {
    return LeftPairs{reinterpret_cast<const BFloat16*>(pairs), 2, 2 * stride};
  };
  for (std::int64_t j = 0; j < range.keys; j += kTileRows) {
    const std::int64_t keys = HWY_MIN(std::int64_t{kTileRows}, range.keys - j);
    const std::int64_t key = range.first + j;
    const std::int64_t begin = block.first_query(head, key) / 2;
    const std::int64_t inner = pairs_of(block.rows) - begin;
    const std::int64_t at = begin * stride + j;
    for (std::int64_t c = 0; c < head.head_size; c += width) {
      const std::int64_t panel = c * pairs_of(block.rows) + begin * width;
      const std::int64_t to = key * padded_size + c;
      multiply_pair_panel(turned(scratch.grad_score_pairs + at), scratch.query_panels + panel, keys,
                          inner, head.scale, {scratch.grad_key + to, padded_size}, adds);
      multiply_pair_panel(turned(scratch.p_pairs + at), scratch.grad_output_panels + panel, keys,
                          inner, 1.0f, {scratch.grad_value + to, padded_size}, adds);
    }
  }
}

PairGradientScratch lay_out(const HeadOf<BFloat16>& head, float* memory) {
  const std::int64_t range_keys = HWY_MIN(head.key_seq, kKeyBlock);
  const std::int64_t padded_keys = padded_to_panels(range_keys);
  const std::int64_t queries = HWY_MIN(head.query_seq, kQueryBlock);
  const std::int64_t size_pairs = pairs_of(head.head_size);
  PairGradientScratch scratch = {};
  scratch.padded_size = padded_to_panels(head.head_size);
  scratch.stride = padded_keys + kScoreGap;
  const auto floats = [&memory](std::int64_t count) {
    float* const begin = memory;
    memory += padded_to_lanes(count);
    return begin;
  };
  const auto pairs = [&floats](std::int64_t count) {
    return reinterpret_cast<std::uint32_t*>(floats(count));
  };
  const auto halves = [&floats](std::int64_t count) {
    return reinterpret_cast<BFloat16*>(floats(pairs_of(count)));
  };
  scratch.grad_key = floats(head.key_seq * scratch.padded_size);
  scratch.grad_value = floats(head.key_seq * scratch.padded_size);
  scratch.grad_query = floats(head.query_seq * scratch.padded_size);
  scratch.mean = floats(head.query_seq);
  scratch.scores = floats(kTileRows * scratch.stride);
  scratch.grad_p = floats(kTileRows * scratch.stride);
  scratch.grad_scores = halves(kTileRows * scratch.stride);
  scratch.p_pairs = pairs(pairs_of(queries) * scratch.stride);
  scratch.grad_score_pairs = pairs(pairs_of(queries) * scratch.stride);
  scratch.query_panels = pairs(pairs_of(queries) * scratch.padded_size);
  scratch.grad_output_panels = pairs(pairs_of(queries) * scratch.padded_size);
  scratch.queries = halves(queries * scratch.padded_size);
  scratch.grad_outputs = halves(queries * scratch.padded_size);
  scratch.turned_keys = pairs(size_pairs * padded_keys);
  scratch.turned_values = pairs(size_pairs * padded_keys);
  scratch.key_panels = pairs(pairs_of(range_keys) * scratch.padded_size);
  return scratch;
}

// The steps of attention_head_gradient in attention_gradient.cpp.
void gradient_bf16(const HeadOf<BFloat16>& head, float* memory, const BFloat16* output,
                   const float* log_sum_exp, const BFloat16* grad_output,
                   const PairGradients& gradients) {
  const PairGradientScratch scratch = lay_out(head, memory);
  const std::int64_t padded_size = scratch.padded_size;
  for (std::int64_t i = 0; i < head.query_seq; ++i) {
    scratch.mean[i] =
        dot(grad_output + i * head.output_stride, output + i * head.output_stride, head.head_size);
  }
  for (std::int64_t key = 0; key < head.key_seq; key += kKeyBlock) {
    const KeyRange range = {key, HWY_MIN(kKeyBlock, head.key_seq - key), scratch.stride};
    const Rows<const BFloat16> keys = {head.key + key * head.key_stride, head.key_stride};
    pack_pairs_transposed(keys, range.keys, head.head_size, scratch.turned_keys);
    pack_pairs_transposed({head.value + key * head.value_stride, head.value_stride}, range.keys,
                          head.head_size, scratch.turned_values);
    pack_pair_panels(keys, range.keys, head.head_size, scratch.key_panels);
    bool adds = !gradients.is_first;
    for (std::int64_t first = 0; first < head.query_seq; first += kQueryBlock) {
      const ScoreBlock block = score_block(head, range, first, log_sum_exp);
      // The first range sets grad_query.
      if (key > 0 && block.keys_of(head, log_sum_exp, 0, block.rows) == 0) continue;
      const Rows<const BFloat16> queries = {head.query + first * head.query_stride,
                                            head.query_stride};
      const Rows<const BFloat16> grad_outputs = {grad_output + first * head.output_stride,
                                                 head.output_stride};
      pack_pair_panels(queries, block.rows, head.head_size, scratch.query_panels);
      pack_pair_panels(grad_outputs, block.rows, head.head_size, scratch.grad_output_panels);
      gradient_of_queries(
          head, block, rows_of_pairs(queries, block.rows, head.head_size, scratch.queries),
          rows_of_pairs(grad_outputs, block.rows, head.head_size, scratch.grad_outputs),
          log_sum_exp, gradients.grad_bias, scratch);
      gradient_of_keys(head, block, adds, scratch);
      adds = true;
    }
    for (std::int64_t j = key; j < key + range.keys; ++j) {
      float* const grad_key = scratch.grad_key + j * padded_size;
      float* const grad_value = scratch.grad_value + j * padded_size;
      if (!adds) {
        fill_range(grad_key, 0, padded_size, 0.0f);
        fill_range(grad_value, 0, padded_size, 0.0f);
      }
      if (gradients.is_last) {
        round_row(grad_key, 1.0f, head.head_size, gradients.grad_key + j * head.key_stride);
        round_row(grad_value, 1.0f, head.head_size, gradients.grad_value + j * head.value_stride);
      }
    }
  }
  for (std::int64_t i = 0; i < head.query_seq; ++i) {
    round_row(scratch.grad_query + i * padded_size, 1.0f, head.head_size,
              gradients.grad_query + i * head.query_stride);
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#else
HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {
void gradient_bf16(const HeadOf<BFloat16>&, float*, const BFloat16*, const float*, const BFloat16*,
                   const PairGradients&) {}
}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(gradient_bf16);

std::int64_t pair_gradient_scratch(const AttentionShape& shape) {
  const std::int64_t range_keys = padded_to_panels(std::min(shape.key_seq, kKeyBlock));
  const std::int64_t queries = padded_to_lanes(std::min(shape.query_seq, kQueryBlock));
  const std::int64_t padded_size = padded_to_panels(shape.head_size);
  const std::int64_t stride = range_keys + kScoreGap;
  const std::int64_t sums = padded_size * (2 * shape.key_seq + shape.query_seq);
  // Scores and grad_p of the most rows that a tile has, and half as much for grad_scores in bf16.
  const std::int64_t tile = kScoreRows * stride / 2 * 5;
  // Two times pairs of p or grad_scores, panels, and copies.
  const std::int64_t block = queries * (stride + 2 * padded_size);
  const std::int64_t panels = range_keys * padded_size / 2 * 3;
  return sums + padded_to_lanes(shape.query_seq) + tile + block + panels;
}

void attention_gradient_in_pairs(const HeadOf<BFloat16>& head, float* memory,
                                 const BFloat16* output, const float* log_sum_exp,
                                 const BFloat16* grad_output, const PairGradients& gradients) {
  HWY_DYNAMIC_DISPATCH(gradient_bf16)
  (head, memory, output, log_sum_exp, grad_output, gradients);
}

}  // namespace graft::kernels
#endif
