#include <math.h>

#include "graft/parallel.h"
#include "kernels/attention.h"
#include "kernels/attention_bf16.h"
#include "kernels/attention_head.h"
#include "kernels/pair_packing.h"
#include "kernels/vector_width.h"
#include "kernels/work_count.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention_gradient.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "kernels/attention_blocks.h"
#include "kernels/attention_rows.h"
#include "kernels/small_matmul.h"

HWY_BEFORE_NAMESPACE();
namespace graft::kernels::HWY_NAMESPACE {
namespace {

struct ScoreGradient {
  float mean;
  float scale;
  HWY_INLINE Floats operator()(FloatTag d, Floats p, Floats grad_p) const {
    return hn::Mul(hn::Mul(p, hn::Set(d, scale)), hn::Sub(grad_p, hn::Set(d, mean)));
  }
};

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

// p and grad_scores of one query from its scores and grad_p.
HWY_INLINE void gradient_of_scores(const AttentionHead& head, const ScoreBlock& block,
                                   std::int64_t query, float log_sum_exp, float mean,
                                   float* grad_bias_of_head, float* p_row, float* grad_row) {
  const KeyRange& range = block.range;
  if (log_sum_exp == -HUGE_VALF) {
    const std::int64_t end = block.read_end(range.keys);
    fill_range(p_row, 0, range.keys, 1.0f / static_cast<float>(head.key_seq));
    fill_range(p_row, range.keys, end, 0.0f);
    fill_range(grad_row, 0, end, 0.0f);
    return;
  }
  const std::int64_t visible = range.part(head.visible_keys(query));
  add_bias_and_mask(head, query, range.first, visible, p_row);
  exp_and_sum(p_row, log_sum_exp, visible, p_row);
  if (grad_bias_of_head != nullptr) {
    float* const grad_bias = grad_bias_of_head + query * head.key_seq + range.first;
    for (std::int64_t j = 0; j < visible; ++j) grad_bias[j] += p_row[j] * (grad_row[j] - mean);
  }
  map(p_row, grad_row, grad_row, visible, ScoreGradient{mean, head.scale});
  fill_range(p_row, visible, block.read_end(visible), 0.0f);
  fill_range(grad_row, visible, block.read_end(visible), 0.0f);
}

// p and grad_scores of a block, and what its range of keys gives to grad_query.
HWY_INLINE void gradient_of_queries(const HeadOf<float>& head, const ScoreBlock& block,
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
    const std::int64_t begin = block.first_query(head, key);
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
void attention_head_gradient(const HeadOf<float>& head, float* memory, const float* output,
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
      const ScoreBlock block = score_block(head, range, first, log_sum_exp);
      // The first range sets grad_query.
      if (key > 0 && block.keys_of(head, log_sum_exp, 0, block.rows) == 0) continue;
      pack_panels({head.query + first * head.query_stride, head.query_stride}, block.rows,
                  head.head_size, scratch.queries);
      pack_panels({grad_output + first * head.output_stride, head.output_stride}, block.rows,
                  head.head_size, scratch.grad_outputs);
      gradient_of_queries(head, block, log_sum_exp, grad_output, gradients, scratch);
      gradient_of_keys(head, block, adds, gradients, scratch);
      adds = true;
    }
    for (std::int64_t j = key; !adds && j < key + range.keys; ++j) {
      fill_range(gradients.grad_key + j * head.grad_key_stride, 0, head.head_size, 0.0f);
      fill_range(gradients.grad_value + j * head.grad_value_stride, 0, head.head_size, 0.0f);
    }
  }
}

}  // namespace
}  // namespace graft::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace graft::kernels {

HWY_EXPORT(attention_head_gradient);

namespace {

// Floats that attention_head_gradient wants.
std::int64_t gradient_scratch(const AttentionShape& shape) {
  const std::int64_t padded_keys = padded_to_panels(std::min(shape.key_seq, kKeyBlock));
  const std::int64_t padded_size = padded_to_panels(shape.head_size);
  const std::int64_t queries = std::min(shape.query_seq, kQueryBlock);
  return (2 * shape.head_size + padded_size) * padded_keys + 2 * padded_size * queries +
         2 * queries * (padded_keys + kScoreGap) + padded_to_lanes(shape.query_seq);
}

}  // namespace

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
  bool in_pairs() const { return converts() && multiplies_pairs(); }

  // Floats of memory for `pass`.
  std::int64_t memory_size() const {
    if (in_pairs()) return pair_gradient_scratch(shape);
    const std::int64_t query = shape.query_seq * shape.head_size;
    const std::int64_t key = shape.key_seq * shape.head_size;
    return gradient_scratch(shape) + (group() > 1 ? 2 * key : 0) +
           (converts() ? 4 * query + 4 * key : 0);
  }

  void pass(std::int64_t batch, std::int64_t number, float* memory) const {
    const HeadOffsets at = offsets_of(shape, batch, number);
    float* const grad_bias = gradients.grad_bias == nullptr
                                 ? nullptr
                                 : gradients.grad_bias + number * shape.query_seq * shape.key_seq;
    const float* const sums = log_sum_exp + (batch * shape.heads + number) * shape.query_seq;
    if (in_pairs()) {
      pass_pairs({head_of(inputs, shape, batch, number)}, grad_bias, at, number, sums, memory);
      return;
    }
    HeadOf<float> head = {head_of(inputs, shape, batch, number)};
    HeadGradients places = {};
    places.grad_bias = grad_bias;
    if (converts()) {
      pass_halves(head, places, at, number, sums, memory);
    } else {
      pass_floats(head, places, at, number, sums, memory);
    }
  }

 private:
  bool adds(std::int64_t number) const { return number % group() != 0; }

  void pass_floats(HeadOf<float>& head, HeadGradients& places, const HeadOffsets& at,
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

  void pass_pairs(HeadOf<BFloat16> head, float* grad_bias, const HeadOffsets& at,
                  std::int64_t number, const float* sums, float* memory) const {
    read_in_place(head, inputs, shape, at);
    const PairGradients places = {gradients.grad_query.bf16() + at.query,
                                  gradients.grad_key.bf16() + at.key,
                                  gradients.grad_value.bf16() + at.value,
                                  grad_bias,
                                  !adds(number),
                                  number % group() == group() - 1};
    attention_gradient_in_pairs(head, memory, output.bf16() + at.output, sums,
                                grad_output.bf16() + at.output, places);
  }

  void pass_halves(HeadOf<float>& head, HeadGradients& places, const HeadOffsets& at,
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
  const std::int64_t grain_size = (heads_worth_a_thread(shape) - 1) / (group * batches) + 1;
  parallel_for(units, grain_size, [&](std::int64_t begin, std::int64_t end) {
    float* const memory = attention_scratch(one.memory_size());
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
