#include "kernels/attention.h"

#include <math.h>

#include "graft/parallel.h"
#include "kernels/attention_head.h"
#include "kernels/bfloat16.h"
#include "kernels/scratch_buffer.h"
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

void set_range(float* row, std::int64_t begin, std::int64_t end, float value) {
  for (std::int64_t j = begin; j < end; ++j) row[j] = value;
}

// Turns the scores of one query into exp(score - largest), 0 from `visible` to `end`, and returns
// their sum. `log_sum_exp` is -infinity if the query sees nothing; then every key counts 1.
HWY_INLINE float exponentials(const AttentionHead& head, std::int64_t query, std::int64_t visible,
                              std::int64_t end, float* scores, float* log_sum_exp) {
  add_bias(head, query, visible, scores);
  hide_masked(head, visible, scores);
  const float most = largest(scores, visible);
  if (most == -HUGE_VALF && sees_nothing(head, visible)) {
    set_range(scores, 0, head.key_seq, 1.0f);
    *log_sum_exp = -HUGE_VALF;
    return static_cast<float>(head.key_seq);
  }
  const float sum = exp_and_sum(scores, most, visible, scores);
  set_range(scores, visible, end, 0.0f);
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
    set_range(scores + i * stride, seen, tile.keys, 0.0f);
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

struct ScoreGradient {
  float mean;
  float scale;
  HWY_INLINE Floats operator()(FloatTag d, Floats p, Floats grad_p) const {
    return hn::Mul(hn::Mul(p, hn::Set(d, scale)), hn::Sub(grad_p, hn::Set(d, mean)));
  }
};

// Keys [first, first + keys), and how far the scores of two queries against them are apart.
struct KeyRange {
  std::int64_t first;
  std::int64_t keys;
  std::int64_t stride;

  // How many of the first `visible` keys of all lie in it.
  std::int64_t part(std::int64_t visible) const {
    return HWY_MAX(std::int64_t{0}, HWY_MIN(visible - first, keys));
  }
};

// p of one query, from its scores against the keys of a range.
HWY_INLINE void probabilities(const AttentionHead& head, std::int64_t query, const KeyRange& range,
                              std::int64_t visible, float log_sum_exp, float* scores) {
  if (head.bias != nullptr) {
    const float* const bias = head.bias + query * head.key_seq + range.first;
    for (std::int64_t j = 0; j < visible; ++j) scores[j] += bias[j];
  }
  if (head.key_mask != nullptr) {
    const std::int64_t* const mask = head.key_mask + range.first;
    for (std::int64_t j = 0; j < visible; ++j) {
      if (mask[j] == 0) scores[j] = -HUGE_VALF;
    }
  }
  exp_and_sum(scores, log_sum_exp, visible, scores);
}

// Where the parts of the scratch memory of a gradient lie.
struct GradientScratch {
  float* scaled_keys;    // panels of key^T, scaled
  float* turned_values;  // panels of value^T
  float* keys;           // panels of key
  float* queries;        // panels of the block's queries
  float* grad_outputs;   // panels of their grad_output
  float* p;              // [kQueryBlock, stride]
  float* grad_scores;    // [kQueryBlock, stride]
  float* mean;           // [query_seq]
};

// Keys that a query counts at all: those that it sees, or all where that is none.
HWY_INLINE std::int64_t counted_keys(const AttentionHead& head, const float* log_sum_exp,
                                     std::int64_t query) {
  return log_sum_exp[query] == -HUGE_VALF ? head.key_seq : head.visible_keys(query);
}

// Queries [first, first + rows) against a range of keys.
struct ScoreBlock {
  KeyRange range;
  std::int64_t first;
  std::int64_t rows;
  bool all_count;  // for some query every key does

  // One past the last column of a row that is read where only `visible` keys count.
  std::int64_t read_end(std::int64_t visible) const {
    const std::int64_t all = range.stride - kScoreGap;
    return all_count ? all : HWY_MIN(all, visible + 2 * kTileRows);
  }
  // How many of the range's keys count for any query of a tile.
  std::int64_t keys_of(const AttentionHead& head, const float* log_sum_exp, std::int64_t tile,
                       std::int64_t height) const {
    std::int64_t most = 0;
    for (std::int64_t i = first + tile; i < first + tile + height; ++i) {
      most = HWY_MAX(most, range.part(counted_keys(head, log_sum_exp, i)));
    }
    return most;
  }
};

// p and grad_scores of one query from its scores and grad_p.
HWY_INLINE void gradient_of_scores(const AttentionHead& head, const ScoreBlock& block,
                                   std::int64_t query, float log_sum_exp, float mean,
                                   float* grad_bias_of_head, float* p_row, float* grad_row) {
  const KeyRange& range = block.range;
  if (log_sum_exp == -HUGE_VALF) {
    const std::int64_t end = block.read_end(range.keys);
    set_range(p_row, 0, range.keys, 1.0f / static_cast<float>(head.key_seq));
    set_range(p_row, range.keys, end, 0.0f);
    set_range(grad_row, 0, end, 0.0f);
    return;
  }
  const std::int64_t visible = range.part(head.visible_keys(query));
  probabilities(head, query, range, visible, log_sum_exp, p_row);
  if (grad_bias_of_head != nullptr) {
    float* const grad_bias = grad_bias_of_head + query * head.key_seq + range.first;
    for (std::int64_t j = 0; j < visible; ++j) grad_bias[j] += p_row[j] * (grad_row[j] - mean);
  }
  map(p_row, grad_row, grad_row, visible, ScoreGradient{mean, head.scale});
  set_range(p_row, visible, block.read_end(visible), 0.0f);
  set_range(grad_row, visible, block.read_end(visible), 0.0f);
}

// p and grad_scores of a block, and what its range of keys gives to grad_query.
HWY_INLINE void gradient_of_queries(const AttentionHead& head, const ScoreBlock& block,
                                    const float* log_sum_exp, const float* grad_output,
                                    const HeadGradients& gradients,
                                    const GradientScratch& scratch) {
  const std::int64_t width = panel_columns();
  const KeyRange& range = block.range;
  for (std::int64_t i = 0; i < block.rows; i += kTileRows) {
    const std::int64_t rows = HWY_MIN(std::int64_t{kTileRows}, block.rows - i);
    const std::int64_t first = block.first + i;
    const std::int64_t most = block.keys_of(head, log_sum_exp, i, rows);
    float* const p = scratch.p + i * range.stride;
    float* const grad_scores = scratch.grad_scores + i * range.stride;
    for (std::int64_t key = 0; key < most; key += width) {
      multiply_panel({head.query + first * head.query_stride, head.query_stride, 1},
                     scratch.scaled_keys + key * head.head_size, rows, head.head_size, width,
                     {p + key, range.stride});
      multiply_panel({grad_output + first * head.output_stride, head.output_stride, 1},
                     scratch.turned_values + key * head.head_size, rows, head.head_size, width,
                     {grad_scores + key, range.stride});
    }
    for (std::int64_t r = 0; r < rows; ++r) {
      gradient_of_scores(head, block, first + r, log_sum_exp[first + r], scratch.mean[first + r],
                         gradients.grad_bias, p + r * range.stride, grad_scores + r * range.stride);
    }
    for (std::int64_t c = 0; c < head.head_size; c += width) {
      multiply_panel({grad_scores, range.stride, 1}, scratch.keys + c * range.keys, rows, most,
                     HWY_MIN(width, head.head_size - c),
                     {gradients.grad_query + first * head.query_stride + c, head.query_stride},
                     range.first > 0);
    }
  }
}

// What the queries of a block, whose p and grad_scores are at hand, give to grad_key and grad_value
// of its range.
HWY_INLINE void gradient_of_keys(const AttentionHead& head, const ScoreBlock& block, bool adds,
                                 const HeadGradients& gradients, const GradientScratch& scratch) {
  const std::int64_t width = panel_columns();
  const KeyRange& range = block.range;
  for (std::int64_t j = 0; j < range.keys; j += kTileRows) {
    const std::int64_t keys = HWY_MIN(std::int64_t{kTileRows}, range.keys - j);
    const std::int64_t key = range.first + j;
    // Queries before `begin` see none of these keys.
    std::int64_t begin = 0;
    if (head.causal && !block.all_count && key >= head.prefix_length) {
      begin = key - (head.key_seq - head.query_seq) - block.first;
      begin = HWY_MIN(HWY_MAX(std::int64_t{0}, begin), block.rows);
    }
    const std::int64_t at = begin * range.stride + j;
    for (std::int64_t c = 0; c < head.head_size; c += width) {
      const std::int64_t columns = HWY_MIN(width, head.head_size - c);
      const std::int64_t panel = c * block.rows + begin * width;
      multiply_panel({scratch.grad_scores + at, 1, range.stride}, scratch.queries + panel, keys,
                     block.rows - begin, columns,
                     {gradients.grad_key + key * head.grad_key_stride + c, head.grad_key_stride},
                     adds);
      multiply_panel(
          {scratch.p + at, 1, range.stride}, scratch.grad_outputs + panel, keys, block.rows - begin,
          columns,
          {gradients.grad_value + key * head.grad_value_stride + c, head.grad_value_stride}, adds);
    }
  }
}

// grad_p      = grad_output value^T
// grad_scores = p (grad_p - mean), mean = sum grad_p p = grad_output output; 0 for a row that sees
//               nothing
// grad_query  = scale grad_scores key
// grad_key    = scale grad_scores^T query
// grad_value  = p^T grad_output
// grad_bias  += grad_scores
//
// Keys are taken kKeyBlock at a time and queries kQueryBlock: what is kept of the scores does not
// grow with the sequence, and fits the second cache. Source: Dao et al., "FlashAttention: Fast and
// Memory-Efficient Exact Attention with IO-Awareness", 2022.
void attention_head_gradient(const AttentionHead& head, float* memory, const float* output,
                             const float* log_sum_exp, const float* grad_output,
                             const HeadGradients& gradients) {
  const std::int64_t padded_keys = padded_to_panels(HWY_MIN(head.key_seq, kKeyBlock));
  const std::int64_t padded_size = padded_to_panels(head.head_size);
  const std::int64_t most_queries = HWY_MIN(head.query_seq, kQueryBlock);
  const std::int64_t stride = padded_keys + kScoreGap;
  GradientScratch scratch;
  scratch.scaled_keys = memory;
  scratch.turned_values = scratch.scaled_keys + head.head_size * padded_keys;
  scratch.keys = scratch.turned_values + head.head_size * padded_keys;
  scratch.queries = scratch.keys + padded_size * padded_keys;
  scratch.grad_outputs = scratch.queries + padded_size * most_queries;
  scratch.p = scratch.grad_outputs + padded_size * most_queries;
  scratch.grad_scores = scratch.p + most_queries * stride;
  scratch.mean = scratch.grad_scores + most_queries * stride;
  for (std::int64_t i = 0; i < head.query_seq; ++i) {
    scratch.mean[i] =
        dot(grad_output + i * head.output_stride, output + i * head.output_stride, head.head_size);
  }
  for (std::int64_t key = 0; key < head.key_seq; key += kKeyBlock) {
    const KeyRange range = {key, HWY_MIN(kKeyBlock, head.key_seq - key), stride};
    const Rows<const float> keys = {head.key + key * head.key_stride, head.key_stride};
    pack_transposed(keys, range.keys, head.head_size, head.scale, scratch.scaled_keys);
    pack_transposed({head.value + key * head.value_stride, head.value_stride}, range.keys,
                    head.head_size, 1.0f, scratch.turned_values);
    pack_panels(keys, range.keys, head.head_size, scratch.keys);
    bool adds = false;
    for (std::int64_t first = 0; first < head.query_seq; first += kQueryBlock) {
      ScoreBlock block = {range, first, HWY_MIN(kQueryBlock, head.query_seq - first), false};
      bool any_counts = key == 0;  // the first range sets grad_query
      for (std::int64_t i = first; i < first + block.rows; ++i) {
        any_counts = any_counts || range.part(counted_keys(head, log_sum_exp, i)) > 0;
        block.all_count = block.all_count || log_sum_exp[i] == -HUGE_VALF;
      }
      if (!any_counts) continue;
      pack_panels({head.query + first * head.query_stride, head.query_stride}, block.rows,
                  head.head_size, scratch.queries);
      pack_panels({grad_output + first * head.output_stride, head.output_stride}, block.rows,
                  head.head_size, scratch.grad_outputs);
      gradient_of_queries(head, block, log_sum_exp, grad_output, gradients, scratch);
      gradient_of_keys(head, block, adds, gradients, scratch);
      adds = true;
    }
    for (std::int64_t j = key; !adds && j < key + range.keys; ++j) {
      set_range(gradients.grad_key + j * head.grad_key_stride, 0, head.head_size, 0.0f);
      set_range(gradients.grad_value + j * head.grad_value_stride, 0, head.head_size, 0.0f);
    }
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(attention_head);
HWY_EXPORT(attention_head_gradient);

namespace {

// Where one head's operands start.
struct Offsets {
  std::int64_t query;
  std::int64_t key;
  std::int64_t value;
  std::int64_t output;
};

Offsets offsets_of(const AttentionShape& shape, std::int64_t batch, std::int64_t head) {
  const std::int64_t in_row = head * shape.head_size;
  const std::int64_t in_key = head / (shape.heads / shape.key_heads) * shape.head_size;
  return {batch * shape.query_seq * shape.query_stride + in_row,
          batch * shape.key_seq * shape.key_stride + in_key,
          batch * shape.key_seq * shape.value_stride + in_key,
          batch * shape.query_seq * shape.heads * shape.head_size + in_row};
}

// `query`, `key` and `value` are those of this head, at the distances that `head` is given later.
AttentionHead head_of(const AttentionInputs& inputs, const AttentionShape& shape,
                      std::int64_t batch, std::int64_t number) {
  AttentionHead head = {};
  head.query_seq = shape.query_seq;
  head.key_seq = shape.key_seq;
  head.head_size = shape.head_size;
  head.scale = shape.scale;
  head.causal = shape.causal;
  head.key_mask = inputs.key_mask == nullptr ? nullptr : inputs.key_mask + batch * shape.key_seq;
  head.bias =
      inputs.bias == nullptr ? nullptr : inputs.bias + number * shape.query_seq * shape.key_seq;
  head.prefix_length = inputs.prefix_lengths == nullptr ? 0 : inputs.prefix_lengths[batch];
  return head;
}

// Lets a head read f32 operands where they lie.
void read_in_place(AttentionHead& head, const AttentionInputs& inputs, const AttentionShape& shape,
                   const Offsets& at) {
  head.query_stride = shape.query_stride;
  head.key_stride = shape.key_stride;
  head.value_stride = shape.value_stride;
  head.output_stride = shape.heads * shape.head_size;
  head.grad_key_stride = shape.key_stride;
  head.grad_value_stride = shape.value_stride;
  head.query = inputs.query.f32() + at.query;
  head.key = inputs.key.f32() + at.key;
  head.value = inputs.value.f32() + at.value;
}

// Rows of one head's elements, `stride` apart, as contiguous f32; returns where they are.
float* widen_rows(ConstElements from, std::int64_t stride, std::int64_t rows, std::int64_t columns,
                  float* to) {
  for (std::int64_t r = 0; r < rows; ++r) {
    convert_here(from + r * stride, to + r * columns, columns);
  }
  return to;
}

void round_rows(const float* from, std::int64_t rows, std::int64_t columns, Elements to,
                std::int64_t stride) {
  for (std::int64_t r = 0; r < rows; ++r) {
    convert_here(from + r * columns, to + r * stride, columns);
  }
}

// Lets a head read copies of its bf16 operands in `memory`; returns what follows them.
float* read_copies(AttentionHead& head, const AttentionInputs& inputs, const AttentionShape& shape,
                   const Offsets& at, float* memory) {
  const std::int64_t size = shape.head_size;
  head.query_stride = size;
  head.key_stride = size;
  head.value_stride = size;
  head.output_stride = size;
  head.grad_key_stride = size;
  head.grad_value_stride = size;
  head.query =
      widen_rows(inputs.query + at.query, shape.query_stride, shape.query_seq, size, memory);
  memory += shape.query_seq * size;
  head.key = widen_rows(inputs.key + at.key, shape.key_stride, shape.key_seq, size, memory);
  memory += shape.key_seq * size;
  head.value = widen_rows(inputs.value + at.value, shape.value_stride, shape.key_seq, size, memory);
  return memory + shape.key_seq * size;
}

// Heads worth a thread.
std::int64_t grain(const AttentionShape& shape) {
  return 65536 / (shape.query_seq * shape.key_seq * shape.head_size + 1) + 1;
}

float* scratch(std::int64_t floats) {
  thread_local ScratchBuffer buffer;
  return static_cast<float*>(buffer.reserve(floats * static_cast<std::int64_t>(sizeof(float))));
}

// Floats that attention_head wants.
std::int64_t forward_scratch(const AttentionShape& shape) {
  const std::int64_t padded_keys = padded_to_panels(shape.key_seq);
  return shape.head_size * padded_keys + shape.key_seq * padded_to_panels(shape.head_size) +
         kScoreRows * (padded_keys + kScoreGap);
}

// Floats that attention_head_gradient wants.
std::int64_t gradient_scratch(const AttentionShape& shape) {
  const std::int64_t padded_keys = padded_to_panels(std::min(shape.key_seq, kKeyBlock));
  const std::int64_t padded_size = padded_to_panels(shape.head_size);
  const std::int64_t queries = std::min(shape.query_seq, kQueryBlock);
  return (2 * shape.head_size + padded_size) * padded_keys + 2 * padded_size * queries +
         2 * queries * (padded_keys + kScoreGap) + padded_to_lanes(shape.query_seq);
}

// Of one product of all queries with all keys.
double product_flops(const AttentionShape& shape) {
  return 2.0 * static_cast<double>(shape.batch * shape.heads * shape.query_seq) *
         static_cast<double>(shape.key_seq * shape.head_size);
}

}  // namespace

void attention(const AttentionInputs& inputs, const AttentionShape& shape, Elements output,
               float* log_sum_exp) {
  count_flops(2.0 * product_flops(shape));
  const bool converts = !inputs.query.is_f32();
  const std::int64_t copies =
      converts ? 2 * (shape.query_seq + shape.key_seq) * shape.head_size : 0;
  const std::int64_t work = padded_to_lanes(forward_scratch(shape));
  parallel_for(shape.batch * shape.heads, grain(shape), [&](std::int64_t begin, std::int64_t end) {
    float* const memory = scratch(work + copies);
    for (std::int64_t h = begin; h < end; ++h) {
      const std::int64_t batch = h / shape.heads;
      const Offsets at = offsets_of(shape, batch, h % shape.heads);
      AttentionHead head = head_of(inputs, shape, batch, h % shape.heads);
      float* sums = log_sum_exp + h * shape.query_seq;
      if (!converts) {
        read_in_place(head, inputs, shape, at);
        HWY_DYNAMIC_DISPATCH(attention_head)(head, memory, output.f32() + at.output, sums);
        continue;
      }
      float* const attended = read_copies(head, inputs, shape, at, memory + work);
      HWY_DYNAMIC_DISPATCH(attention_head)(head, memory, attended, sums);
      round_rows(attended, shape.query_seq, shape.head_size, output + at.output,
                 shape.heads * shape.head_size);
    }
  });
}

namespace {

void add_rows(const float* from, std::int64_t rows, std::int64_t columns, float* to,
              std::int64_t stride) {
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) to[r * stride + c] += from[r * columns + c];
  }
}

// Gradients of one head of one row of the batch. The first head of a group writes the gradients of
// key and value; the others are added.
struct OneHead {
  const AttentionInputs& inputs;
  const AttentionShape& shape;
  ConstElements output;
  const float* log_sum_exp;
  ConstElements grad_output;
  const AttentionGradients& gradients;

  std::int64_t group() const { return shape.heads / shape.key_heads; }
  bool converts() const { return !inputs.query.is_f32(); }

  // Floats of memory for `pass`.
  std::int64_t memory_size() const {
    const std::int64_t query = shape.query_seq * shape.head_size;
    const std::int64_t key = shape.key_seq * shape.head_size;
    return gradient_scratch(shape) + (group() > 1 ? 2 * key : 0) +
           (converts() ? 4 * query + 4 * key : 0);
  }

  void pass(std::int64_t batch, std::int64_t number, float* memory) const {
    const Offsets at = offsets_of(shape, batch, number);
    AttentionHead head = head_of(inputs, shape, batch, number);
    HeadGradients places = {};
    if (gradients.grad_bias != nullptr) {
      places.grad_bias = gradients.grad_bias + number * shape.query_seq * shape.key_seq;
    }
    const float* const sums = log_sum_exp + (batch * shape.heads + number) * shape.query_seq;
    if (converts()) {
      pass_halves(head, places, at, number, sums, memory);
    } else {
      pass_floats(head, places, at, number, sums, memory);
    }
  }

 private:
  bool adds(std::int64_t number) const { return number % group() != 0; }

  void pass_floats(AttentionHead& head, HeadGradients& places, const Offsets& at,
                   std::int64_t number, const float* sums, float* memory) const {
    read_in_place(head, inputs, shape, at);
    float* const grad_key = gradients.grad_key.f32() + at.key;
    float* const grad_value = gradients.grad_value.f32() + at.value;
    places.grad_query = gradients.grad_query.f32() + at.query;
    places.grad_key = grad_key;
    places.grad_value = grad_value;
    if (adds(number)) own_keys(head, places, memory + gradient_scratch(shape));
    HWY_DYNAMIC_DISPATCH(attention_head_gradient)
    (head, memory, output.f32() + at.output, sums, grad_output.f32() + at.output, places);
    if (!adds(number)) return;
    add_rows(places.grad_key, shape.key_seq, shape.head_size, grad_key, shape.key_stride);
    add_rows(places.grad_value, shape.key_seq, shape.head_size, grad_value, shape.value_stride);
  }

  void pass_halves(AttentionHead& head, HeadGradients& places, const Offsets& at,
                   std::int64_t number, const float* sums, float* memory) const {
    const std::int64_t query_size = shape.query_seq * shape.head_size;
    const std::int64_t key_size = shape.key_seq * shape.head_size;
    const std::int64_t row = shape.heads * shape.head_size;
    float* const own = memory + gradient_scratch(shape);
    float* const grad_key = own + (group() > 1 ? 2 * key_size : 0);  // of the whole group
    float* const grad_value = grad_key + key_size;
    places.grad_query = grad_value + key_size;
    places.grad_key = grad_key;
    places.grad_value = grad_value;
    float* next = read_copies(head, inputs, shape, at, places.grad_query + query_size);
    const float* const attended =
        widen_rows(output + at.output, row, shape.query_seq, shape.head_size, next);
    next += query_size;
    const float* const grad =
        widen_rows(grad_output + at.output, row, shape.query_seq, shape.head_size, next);
    if (adds(number)) own_keys(head, places, own);
    HWY_DYNAMIC_DISPATCH(attention_head_gradient)(head, memory, attended, sums, grad, places);
    if (adds(number)) {
      add_rows(places.grad_key, shape.key_seq, shape.head_size, grad_key, shape.head_size);
      add_rows(places.grad_value, shape.key_seq, shape.head_size, grad_value, shape.head_size);
    }
    round_rows(places.grad_query, shape.query_seq, shape.head_size, gradients.grad_query + at.query,
               shape.query_stride);
    if (number % group() != group() - 1) return;
    round_rows(grad_key, shape.key_seq, shape.head_size, gradients.grad_key + at.key,
               shape.key_stride);
    round_rows(grad_value, shape.key_seq, shape.head_size, gradients.grad_value + at.value,
               shape.value_stride);
  }

  // The gradients of key and value go to memory of this head alone.
  void own_keys(AttentionHead& head, HeadGradients& places, float* memory) const {
    places.grad_key = memory;
    places.grad_value = memory + shape.key_seq * shape.head_size;
    head.grad_key_stride = shape.head_size;
    head.grad_value_stride = shape.head_size;
  }
};

}  // namespace

void attention_gradient(const AttentionInputs& inputs, const AttentionShape& shape,
                        ConstElements output, const float* log_sum_exp, ConstElements grad_output,
                        const AttentionGradients& gradients) {
  if (shape.batch == 0) return;
  count_flops(4.0 * product_flops(shape));
  const OneHead one{inputs, shape, output, log_sum_exp, grad_output, gradients};
  const std::int64_t group = one.group();
  // Heads that add to one place belong to one thread: those of a group, and with a bias those of
  // the whole batch.
  const bool sums_batch = gradients.grad_bias != nullptr;
  const std::int64_t batches = sums_batch ? shape.batch : 1;
  const std::int64_t units = sums_batch ? shape.key_heads : shape.batch * shape.key_heads;
  const std::int64_t grain_size = (grain(shape) - 1) / (group * batches) + 1;
  parallel_for(units, grain_size, [&](std::int64_t begin, std::int64_t end) {
    float* const memory = scratch(one.memory_size());
    for (std::int64_t unit = begin; unit < end; ++unit) {
      const std::int64_t first_batch = unit / shape.key_heads;
      const std::int64_t first_head = unit % shape.key_heads * group;
      for (std::int64_t batch = first_batch; batch < first_batch + batches; ++batch) {
        for (std::int64_t head = first_head; head < first_head + group; ++head) {
          one.pass(batch, head, memory);
        }
      }
    }
  });
}

}  // namespace graft::kernels
#endif
