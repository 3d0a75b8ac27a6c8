#include "kernels/attention.h"

#include "graft/parallel.h"
#include "kernels/attention_bf16.h"
#include "kernels/attention_head.h"
#include "kernels/pair_packing.h"
#include "kernels/vector_width.h"
#include "kernels/work_count.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/attention_rows.h"
#include "kernels/small_matmul.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

//   scores  = scale query key^T + bias   where seen, else -infinity
//   p       = softmax(scores)       1 / key_seq for a row that sees nothing
//   output  = p value
//
// Queries are taken kScoreRows at a time: their scores fit the second cache, and a panel of keys or
// values, the first while they all use it.

// output[columns] = sum over `count` rows of p[row] rows[row, :].
HWY_INLINE void weighted_sum(const float* p, Rows<const float> rows, std::int64_t count,
                             std::int64_t columns, float* output) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  std::int64_t c = 0;
  for (; c + 2 * step <= columns; c += 2 * step) {
    Floats sum0 = hn::Zero(d);
    Floats sum1 = hn::Zero(d);
    for (std::int64_t j = 0; j < count; ++j) {
      const float* const row = rows.data + j * rows.stride + c;
      const Floats weight = hn::Set(d, p[j]);
      sum0 = hn::MulAdd(weight, hn::LoadU(d, row), sum0);
      sum1 = hn::MulAdd(weight, hn::LoadU(d, row + step), sum1);
    }
    hn::StoreU(sum0, d, output + c);
    hn::StoreU(sum1, d, output + c + step);
  }
  for (; c < columns; c += step) {
    const std::int64_t rest = HWY_MIN(step, columns - c);
    Floats sum = hn::Zero(d);
    for (std::int64_t j = 0; j < count; ++j) {
      const Floats row = load_first(d, rows.data + j * rows.stride + c, rest);
      sum = hn::MulAdd(hn::Set(d, p[j]), row, sum);
    }
    store_first(sum, d, output + c, rest);
  }
}

// With few queries, bringing keys and values into panels costs more than it saves.
void few_queries(const HeadOf<float>& head, float* scores, float* output, float* log_sum_exp) {
  for (std::int64_t i = 0; i < head.query_seq; ++i) {
    const std::int64_t visible = head.visible_keys(i);
    const float* const query = head.query + i * head.query_stride;
    for (std::int64_t j = 0; j < visible; ++j) {
      scores[j] = head.scale * dot(query, head.key + j * head.key_stride, head.head_size);
    }
    const float sum =
        exponentials<FloatExponentials>(head, i, visible, visible, scores, scores, log_sum_exp + i);
    const bool all_count = log_sum_exp[i] == -HUGE_VALF;
    float* const row = output + i * head.output_stride;
    weighted_sum(scores, {head.value, head.value_stride}, all_count ? head.key_seq : visible,
                 head.head_size, row);
    map(row, row, head.head_size, MultiplyBy{1.0f / sum});
  }
}

// `scratch` holds panels of keys and of values, and kScoreRows rows of scores.
void attention_head(const HeadOf<float>& head, float* scratch, float* output, float* log_sum_exp) {
  if (head.query_seq < kTileRows) {
    few_queries(head, scratch, output, log_sum_exp);
    return;
  }
  constexpr std::int64_t kTiles = kScoreRows / kTileRows;
  const std::int64_t width = panel_columns();
  const std::int64_t padded_keys = padded_to_panels(head.key_seq);
  const std::int64_t stride = padded_keys + kScoreGap;
  float* const scaled_keys = scratch;
  float* const values = scaled_keys + head.head_size * padded_keys;
  float* const scores = values + head.key_seq * padded_to_panels(head.head_size);
  pack_transposed({head.key, head.key_stride}, head.key_seq, head.head_size, head.scale,
                  scaled_keys);
  pack_panels({head.value, head.value_stride}, head.key_seq, head.head_size, values);
  for (std::int64_t first = 0; first < head.query_seq; first += kScoreRows) {
    const std::int64_t rows = HWY_MIN(kScoreRows, head.query_seq - first);
    QueryTile tiles[kTiles];
    const std::int64_t num_tiles = split_queries(head, first, rows, tiles);
    for (std::int64_t key = 0; key < tiles[num_tiles - 1].keys; key += width) {
      for (std::int64_t t = 0; t < num_tiles; ++t) {
        const QueryTile& tile = tiles[t];
        if (key >= tile.keys) continue;
        multiply_panel({head.query + tile.first * head.query_stride, head.query_stride, 1},
                       scaled_keys + key * head.head_size, tile.rows, head.head_size, width,
                       {scores + (tile.first - first) * stride + key, stride});
      }
    }
    float sums[kScoreRows];
    std::int64_t keys = 0;
    for (std::int64_t t = 0; t < num_tiles; ++t) {
      const std::int64_t i = tiles[t].first - first;
      const Rows<float> rows_of_tile = {scores + i * stride, stride};
      exponentials_of_tile<FloatExponentials>(head, tiles[t], rows_of_tile, rows_of_tile,
                                              log_sum_exp, sums + i);
      keys = HWY_MAX(keys, tiles[t].keys);
    }
    for (std::int64_t key = 0; key < keys; key += kKeyBlock) {
      for (std::int64_t c = 0; c < head.head_size; c += width) {
        for (std::int64_t t = 0; t < num_tiles; ++t) {
          const QueryTile& tile = tiles[t];
          if (key >= tile.keys) continue;
          multiply_panel({scores + (tile.first - first) * stride + key, stride, 1},
                         values + c * head.key_seq + key * width, tile.rows,
                         HWY_MIN(kKeyBlock, tile.keys - key), HWY_MIN(width, head.head_size - c),
                         {output + tile.first * head.output_stride + c, head.output_stride},
                         key > 0);
        }
      }
    }
    for (std::int64_t i = 0; i < rows; ++i) {
      float* const row = output + (first + i) * head.output_stride;
      map(row, row, head.head_size, MultiplyBy{1.0f / sums[i]});
    }
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(attention_head);

namespace {

// Floats that attention_head wants.
std::int64_t forward_scratch(const AttentionShape& shape) {
  const std::int64_t padded_keys = padded_to_panels(shape.key_seq);
  return shape.head_size * padded_keys + shape.key_seq * padded_to_panels(shape.head_size) +
         kScoreRows * (padded_keys + kScoreGap);
}

}  // namespace

void attention(const AttentionInputs& inputs, const AttentionShape& shape, Elements output,
               float* log_sum_exp) {
  count_flops(2.0 * product_flops(shape));
  const bool converts = !inputs.query.is_f32();
  const bool in_pairs = converts && multiplies_pairs() && shape.query_seq >= kFewQueries;
  const std::int64_t copies =
      converts ? 2 * (shape.query_seq + shape.key_seq) * shape.head_size : 0;
  const std::int64_t work = padded_to_lanes(forward_scratch(shape));
  parallel_for(shape.batch * shape.heads, heads_worth_a_thread(shape),
               [&](std::int64_t begin, std::int64_t end) {
                 float* const memory =
                     attention_scratch(in_pairs ? pair_scratch(shape) : work + copies);
                 for (std::int64_t h = begin; h < end; ++h) {
                   const std::int64_t batch = h / shape.heads;
                   const std::int64_t number = h % shape.heads;
                   const HeadOffsets at = offsets_of(shape, batch, number);
                   float* sums = log_sum_exp + h * shape.query_seq;
                   if (in_pairs) {
                     HeadOf<BFloat16> head = {head_of(inputs, shape, batch, number)};
                     read_in_place(head, inputs, shape, at);
                     attention_head_in_pairs(head, memory, output.bf16() + at.output, sums);
                     continue;
                   }
                   HeadOf<float> head = {head_of(inputs, shape, batch, number)};
                   if (!converts) {
                     read_in_place(head, inputs, shape, at);
                     HWY_DYNAMIC_DISPATCH(attention_head)
                     (head, memory, output.f32() + at.output, sums);
                     continue;
                   }
                   float* const attended = read_copies(head, inputs, shape, at, memory + work);
                   HWY_DYNAMIC_DISPATCH(attention_head)(head, memory, attended, sums);
                   round_rows(attended, shape.query_seq, shape.head_size, output + at.output,
                              shape.heads * shape.head_size);
                 }
               });
}

}  // namespace graft::kernels
#endif
