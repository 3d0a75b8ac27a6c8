#include "kernels/attention.h"

#include <math.h>

#include "graft/parallel.h"
#include "kernels/attention_head.h"
#include "kernels/bfloat16.h"
#include "kernels/vector_width.h"
#include "kernels/work_count.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/small_matmul.h"
#include "kernels/softmax_row.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

//   scores  = scale query key^T + bias   where seen, else -infinity
//   p       = softmax(scores)       1 / key_seq for a row that sees nothing
//   output  = p value
//
// Queries are taken kScoreRows at a time: their scores fit the second cache, and a panel of keys or
// values, the first while they all use it.

void hide_masked(const AttentionHead& head, std::int64_t visible, float* scores) {
  if (head.key_mask == nullptr) return;
  for (std::int64_t j = 0; j < visible; ++j) {
    if (head.key_mask[j] == 0) scores[j] = -HUGE_VALF;
  }
}

void add_bias(const AttentionHead& head, std::int64_t query, std::int64_t visible, float* scores) {
  if (head.bias == nullptr) return;
  const float* const bias = head.bias + query * head.key_seq;
  for (std::int64_t j = 0; j < visible; ++j) scores[j] += bias[j];
}

// Asked where no score is above -infinity, which NaN alone can bring about as well.
bool sees_nothing(const AttentionHead& head, std::int64_t visible) {
  if (head.key_mask == nullptr) return visible == 0;
  for (std::int64_t j = 0; j < visible; ++j) {
    if (head.key_mask[j] != 0) return false;
  }
  return true;
}

// Turns the scores of one query into exp(score - largest), 0 from `visible` to `end`, and returns
// their sum. `log_sum_exp` is -infinity if the query sees nothing; then every key counts 1.
HWY_INLINE float exponentials(const AttentionHead& head, std::int64_t query, std::int64_t visible,
                              std::int64_t end, float* scores, float* log_sum_exp) {
  add_bias(head, query, visible, scores);
  hide_masked(head, visible, scores);
  const float most = largest(scores, visible);
  if (most == -HUGE_VALF && sees_nothing(head, visible)) {
    fill_range(scores, 0, head.key_seq, 1.0f);
    *log_sum_exp = -HUGE_VALF;
    return static_cast<float>(head.key_seq);
  }
  const float sum = exp_and_sum(scores, most, visible, scores);
  fill_range(scores, visible, end, 0.0f);
  *log_sum_exp = most + logf(sum);
  return sum;
}

// Queries [first, first + rows) of one tile, and how many keys count for any of them.
struct QueryTile {
  std::int64_t first;
  std::int64_t rows;
  std::int64_t keys;
};

// Exponentials of the scores of a tile, and their sums.
HWY_INLINE void exponentials_of_tile(const AttentionHead& head, QueryTile& tile, float* scores,
                                     std::int64_t stride, float* log_sum_exp, float* sums) {
  const std::int64_t seen = tile.keys;
  for (std::int64_t i = 0; i < tile.rows; ++i) {
    const std::int64_t query = tile.first + i;
    sums[i] = exponentials(head, query, head.visible_keys(query), seen, scores + i * stride,
                           log_sum_exp + query);
    if (log_sum_exp[query] == -HUGE_VALF) tile.keys = head.key_seq;
  }
  for (std::int64_t i = 0; i < tile.rows && tile.keys > seen; ++i) {
    if (log_sum_exp[tile.first + i] == -HUGE_VALF) continue;
    fill_range(scores + i * stride, seen, tile.keys, 0.0f);
  }
}

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
void few_queries(const AttentionHead& head, float* scores, float* output, float* log_sum_exp) {
  for (std::int64_t i = 0; i < head.query_seq; ++i) {
    const std::int64_t visible = head.visible_keys(i);
    const float* const query = head.query + i * head.query_stride;
    for (std::int64_t j = 0; j < visible; ++j) {
      scores[j] = head.scale * dot(query, head.key + j * head.key_stride, head.head_size);
    }
    const float sum = exponentials(head, i, visible, visible, scores, log_sum_exp + i);
    const bool all_count = log_sum_exp[i] == -HUGE_VALF;
    float* const row = output + i * head.output_stride;
    weighted_sum(scores, {head.value, head.value_stride}, all_count ? head.key_seq : visible,
                 head.head_size, row);
    map(row, row, head.head_size, MultiplyBy{1.0f / sum});
  }
}

// `scratch` holds panels of keys and of values, and kScoreRows rows of scores.
void attention_head(const AttentionHead& head, float* scratch, float* output, float* log_sum_exp) {
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
    std::int64_t num_tiles = 0;
    for (std::int64_t i = 0; i < rows; i += kTileRows) {
      const std::int64_t height = HWY_MIN(std::int64_t{kTileRows}, rows - i);
      tiles[num_tiles++] = {first + i, height, head.visible_keys(first + i + height - 1)};
    }
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
      exponentials_of_tile(head, tiles[t], scores + i * stride, stride, log_sum_exp, sums + i);
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
  const std::int64_t copies =
      converts ? 2 * (shape.query_seq + shape.key_seq) * shape.head_size : 0;
  const std::int64_t work = padded_to_lanes(forward_scratch(shape));
  parallel_for(shape.batch * shape.heads, heads_worth_a_thread(shape),
               [&](std::int64_t begin, std::int64_t end) {
                 float* const memory = attention_scratch(work + copies);
                 for (std::int64_t h = begin; h < end; ++h) {
                   const std::int64_t batch = h / shape.heads;
                   const HeadOffsets at = offsets_of(shape, batch, h % shape.heads);
                   AttentionHead head = head_of(inputs, shape, batch, h % shape.heads);
                   float* sums = log_sum_exp + h * shape.query_seq;
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
