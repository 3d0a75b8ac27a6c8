#include "kernels/attention_bf16.h"

#include "kernels/matmul.h"
#include "kernels/vector_width.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention_bf16.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/attention_rows.h"
#include "kernels/small_matmul_bf16.h"

#if HWY_TARGET <= HWY_AVX3
GRAFT_BEFORE_PAIRS()
namespace graft::kernels::HWY_NAMESPACE {
namespace {

// Exponentials as bf16. The sum is that of the f32 before they are rounded.
struct HalfExponentials {
  using Element = BFloat16;
  static constexpr BFloat16 kOne = {0x3f80};
  // Not inline: what calls it is compiled without products of pairs. Writes whole vectors, so that
  // the row is 0 beyond `end` up to a multiple of their length.
  static HWY_NOINLINE float of_row(const float* scores, float shift, std::int64_t visible,
                                   std::int64_t end, BFloat16* p) {
    const FloatTag d;
    const TwoHalvesTag halves;
    const std::int64_t step = lanes(d);
    const Floats shifts = hn::Set(d, shift);
    Floats sum0 = hn::Zero(d);
    Floats sum1 = hn::Zero(d);
    std::int64_t i = 0;
    for (; i + 2 * step <= visible; i += 2 * step) {
      const Floats e0 = exp(d, hn::Sub(hn::LoadU(d, scores + i), shifts));
      const Floats e1 = exp(d, hn::Sub(hn::LoadU(d, scores + i + step), shifts));
      sum0 = hn::Add(sum0, e0);
      sum1 = hn::Add(sum1, e1);
      hn::StoreU(round_two(e0, e1), halves, &p[i].bits);
    }
    for (; i < end; i += 2 * step) {
      const std::int64_t rest = HWY_MAX(visible - i, std::int64_t{0});
      const std::int64_t first = HWY_MIN(rest, step);
      const std::int64_t second = rest - first;
      Floats e0 = exp(d, hn::Sub(load_first(d, scores + i, first), shifts));
      Floats e1 = exp(d, hn::Sub(load_first(d, scores + i + step, second), shifts));
      e0 = hn::IfThenElseZero(hn::FirstN(d, static_cast<std::size_t>(first)), e0);
      e1 = hn::IfThenElseZero(hn::FirstN(d, static_cast<std::size_t>(second)), e1);
      sum0 = hn::Add(sum0, e0);
      sum1 = hn::Add(sum1, e1);
      hn::StoreU(round_two(e0, e1), halves, &p[i].bits);
    }
    return sum_of(d, hn::Add(sum0, sum1));
  }
};

// Where the parts of the scratch memory lie.
struct PairScratch {
  std::uint32_t* keys;    // panels of key^T
  std::uint32_t* values;  // panels of value
  float* scores;          // [kScoreRows, stride]
  BFloat16* p;            // [kScoreRows, stride]
  float* output;          // [kScoreRows, padded head_size]
  BFloat16* queries;      // [kScoreRows, padded head_size]
};

// The steps of attention_head in attention.cpp.
void attention_head_bf16(const HeadOf<BFloat16>& head, float* memory, BFloat16* output,
                         float* log_sum_exp) {
  constexpr std::int64_t kTiles = kScoreRows / kTileRows;
  const std::int64_t width = panel_columns();
  const std::int64_t padded_keys = padded_to_panels(head.key_seq);
  const std::int64_t padded_size = padded_to_panels(head.head_size);
  const std::int64_t size_pairs = pairs_of(head.head_size);
  const std::int64_t key_pairs = pairs_of(head.key_seq);
  const std::int64_t stride = padded_keys + kScoreGap;
  PairScratch scratch;
  scratch.keys = reinterpret_cast<std::uint32_t*>(memory);
  scratch.values = scratch.keys + size_pairs * padded_keys;
  scratch.scores = memory + size_pairs * padded_keys + key_pairs * padded_size;
  scratch.output = scratch.scores + kScoreRows * stride;
  scratch.p = reinterpret_cast<BFloat16*>(scratch.output + kScoreRows * padded_size);
  scratch.queries = scratch.p + kScoreRows * stride;
  pack_pairs_transposed({head.key, head.key_stride}, head.key_seq, head.head_size, scratch.keys);
  pack_pair_panels({head.value, head.value_stride}, head.key_seq, head.head_size, scratch.values);
  // The last pair of an odd number of keys, where a query sees nothing and every key counts.
  for (std::int64_t i = 0; i < kScoreRows; ++i) scratch.p[i * stride + head.key_seq] = {0};
  for (std::int64_t first = 0; first < head.query_seq; first += kScoreRows) {
    const std::int64_t rows = HWY_MIN(kScoreRows, head.query_seq - first);
    QueryTile tiles[kTiles];
    const std::int64_t num_tiles = split_queries(head, first, rows, tiles);
    const Rows<const BFloat16> queries =
        rows_of_pairs({head.query + first * head.query_stride, head.query_stride}, rows,
                      head.head_size, scratch.queries);
    for (std::int64_t key = 0; key < tiles[num_tiles - 1].keys; key += width) {
      for (std::int64_t t = 0; t < num_tiles; ++t) {
        const QueryTile& tile = tiles[t];
        const std::int64_t i = tile.first - first;
        if (key >= tile.keys) continue;
        multiply_pair_panel({queries.data + i * queries.stride, queries.stride, 2},
                            scratch.keys + key * size_pairs, tile.rows, size_pairs, head.scale,
                            {scratch.scores + i * stride + key, stride});
      }
    }
    float sums[kScoreRows];
    std::int64_t keys = 0;
    for (std::int64_t t = 0; t < num_tiles; ++t) {
      const std::int64_t i = tiles[t].first - first;
      exponentials_of_tile<HalfExponentials>(head, tiles[t], {scratch.scores + i * stride, stride},
                                             {scratch.p + i * stride, stride}, log_sum_exp,
                                             sums + i);
      keys = HWY_MAX(keys, tiles[t].keys);
    }
    for (std::int64_t key = 0; key < keys; key += kKeyBlock) {
      for (std::int64_t c = 0; c < head.head_size; c += width) {
        for (std::int64_t t = 0; t < num_tiles; ++t) {
          const QueryTile& tile = tiles[t];
          const std::int64_t i = tile.first - first;
          if (key >= tile.keys) continue;
          multiply_pair_panel({scratch.p + i * stride + key, stride, 2},
                              scratch.values + c * key_pairs + key / 2 * width, tile.rows,
                              pairs_of(HWY_MIN(kKeyBlock, tile.keys - key)), 1.0f,
                              {scratch.output + i * padded_size + c, padded_size}, key > 0);
        }
      }
    }
    for (std::int64_t i = 0; i < rows; ++i) {
      round_row(scratch.output + i * padded_size, 1.0f / sums[i], head.head_size,
                output + (first + i) * head.output_stride);
    }
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#if HWY_TARGET > HWY_AVX3
HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

void attention_head_bf16(const HeadOf<BFloat16>&, float*, BFloat16*, float*) {}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(attention_head_bf16);

std::int64_t pair_scratch(const AttentionShape& shape) {
  const std::int64_t padded_keys = padded_to_panels(shape.key_seq);
  const std::int64_t padded_size = padded_to_panels(shape.head_size);
  const std::int64_t panels =
      (shape.head_size + 1) / 2 * padded_keys + (shape.key_seq + 1) / 2 * padded_size;
  // Scores and exponentials, output and queries: 4 and 2 bytes each.
  return panels + kScoreRows * (padded_keys + kScoreGap + padded_size) / 2 * 3;
}

void attention_head_in_pairs(const HeadOf<BFloat16>& head, float* memory, BFloat16* output,
                             float* log_sum_exp) {
  HWY_DYNAMIC_DISPATCH(attention_head_bf16)(head, memory, output, log_sum_exp);
}

}  // namespace graft::kernels
#endif
