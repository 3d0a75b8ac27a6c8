#include "kernels/attention.h"

#include <math.h>

#include "graft/parallel.h"
#include "kernels/attention_head.h"
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

// Rows of queries are taken kTileRows at a time; their scores against all keys fit the first cache.
//
//   scores  = scale query key^T + bias   where seen, else -infinity
//   p       = softmax(scores)       1 / key_seq for a row that sees nothing
//   output  = p value

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

// Scores of `rows` queries from `first` on, against the first `keys` keys.
HWY_INLINE void score_block(const AttentionHead& head, const float* scaled_keys, std::int64_t first,
                            std::int64_t rows, std::int64_t keys, float* scores) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  const std::int64_t columns = (keys + step - 1) / step * step;
  multiply_block({head.query + first * head.query_stride, head.query_stride, 1},
                 {scaled_keys, head.padded_keys}, rows, head.head_size, columns,
                 {scores, head.padded_keys});
}

// Turns the scores of one query into exp(score - largest), and returns their sum. `log_sum_exp` is
// -infinity if the query sees nothing; then every key counts 1.
HWY_INLINE float exponentials(const AttentionHead& head, std::int64_t query, std::int64_t visible,
                              float* scores, float* log_sum_exp) {
  add_bias(head, query, visible, scores);
  hide_masked(head, visible, scores);
  const float most = largest(scores, visible);
  if (most == -HUGE_VALF && sees_nothing(head, visible)) {
    set_range(scores, 0, head.key_seq, 1.0f);
    set_range(scores, head.key_seq, head.padded_keys, 0.0f);
    *log_sum_exp = -HUGE_VALF;
    return static_cast<float>(head.key_seq);
  }
  const float sum = exp_and_sum(scores, most, visible, scores);
  set_range(scores, visible, head.padded_keys, 0.0f);
  *log_sum_exp = most + logf(sum);
  return sum;
}

// `scratch` holds [head_size + kTileRows, padded_keys].
void attention_head(const AttentionHead& head, float* scratch, float* output, float* log_sum_exp) {
  float* const scaled_keys = scratch;
  float* const scores = scratch + head.head_size * head.padded_keys;
  // With few queries, turning the keys round costs more than it saves.
  const bool turn_keys = head.query_seq >= kTileRows;
  if (turn_keys) {
    transpose_scaled({head.key, head.key_stride}, head.key_seq, head.head_size, head.scale,
                     {scaled_keys, head.padded_keys});
  }
  for (std::int64_t first = 0; first < head.query_seq; first += kTileRows) {
    const std::int64_t rows = HWY_MIN(std::int64_t{kTileRows}, head.query_seq - first);
    std::int64_t keys = head.visible_keys(first + rows - 1);
    if (turn_keys) score_block(head, scaled_keys, first, rows, keys, scores);
    float sums[kTileRows];
    for (std::int64_t i = 0; i < rows; ++i) {
      float* const row = scores + i * head.padded_keys;
      const std::int64_t visible = head.visible_keys(first + i);
      if (!turn_keys) {
        const float* const query = head.query + (first + i) * head.query_stride;
        for (std::int64_t j = 0; j < visible; ++j) {
          row[j] = head.scale * dot(query, head.key + j * head.key_stride, head.head_size);
        }
      }
      sums[i] = exponentials(head, first + i, visible, row, log_sum_exp + first + i);
      if (log_sum_exp[first + i] == -HUGE_VALF) keys = head.key_seq;
    }
    float* const block = output + first * head.output_stride;
    multiply_block({scores, head.padded_keys, 1}, {head.value, head.value_stride}, rows, keys,
                   head.head_size, {block, head.output_stride});
    for (std::int64_t i = 0; i < rows; ++i) {
      float* const row = block + i * head.output_stride;
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

// p of one query, from its scores.
HWY_INLINE void probabilities(const AttentionHead& head, std::int64_t query, std::int64_t visible,
                              float log_sum_exp, float* scores) {
  if (log_sum_exp == -HUGE_VALF) {
    set_range(scores, 0, head.key_seq, 1.0f / static_cast<float>(head.key_seq));
    set_range(scores, head.key_seq, head.padded_keys, 0.0f);
    return;
  }
  add_bias(head, query, visible, scores);
  hide_masked(head, visible, scores);
  exp_and_sum(scores, log_sum_exp, visible, scores);
  set_range(scores, visible, head.padded_keys, 0.0f);
}

// grad_p      = grad_output value^T
// grad_scores = p (grad_p - sum grad_p p), 0 for a row that sees nothing
// grad_query  = scale grad_scores key
// grad_key    = scale grad_scores^T query
// grad_value  = p^T grad_output
// grad_bias  += grad_scores
//
// `scratch` holds [2 head_size + 2 query_seq, padded_keys].
void attention_head_gradient(const AttentionHead& head, float* scratch, const float* log_sum_exp,
                             const float* grad_output, const AttentionGradients& gradients) {
  const std::int64_t width = head.padded_keys;
  float* const scaled_keys = scratch;
  float* const turned_values = scaled_keys + head.head_size * width;
  float* const p = turned_values + head.head_size * width;
  float* const grad_scores = p + head.query_seq * width;
  transpose_scaled({head.key, head.key_stride}, head.key_seq, head.head_size, head.scale,
                   {scaled_keys, width});
  transpose_scaled({head.value, head.value_stride}, head.key_seq, head.head_size, 1.0f,
                   {turned_values, width});
  const FloatTag d;
  const std::int64_t step = lanes(d);
  bool any_sees_nothing = false;
  for (std::int64_t first = 0; first < head.query_seq; first += kTileRows) {
    const std::int64_t rows = HWY_MIN(std::int64_t{kTileRows}, head.query_seq - first);
    const std::int64_t keys = head.visible_keys(first + rows - 1);
    float* const p_block = p + first * width;
    float* const grad_block = grad_scores + first * width;
    score_block(head, scaled_keys, first, rows, keys, p_block);
    multiply_block({grad_output + first * head.output_stride, head.output_stride, 1},
                   {turned_values, width}, rows, head.head_size, (keys + step - 1) / step * step,
                   {grad_block, width});
    for (std::int64_t i = 0; i < rows; ++i) {
      float* const p_row = p_block + i * width;
      float* const grad_row = grad_block + i * width;
      const std::int64_t visible = head.visible_keys(first + i);
      probabilities(head, first + i, visible, log_sum_exp[first + i], p_row);
      if (log_sum_exp[first + i] == -HUGE_VALF) {
        set_range(grad_row, 0, width, 0.0f);
        any_sees_nothing = true;
        continue;
      }
      const float mean = dot(p_row, grad_row, visible);
      if (gradients.grad_bias != nullptr) {
        float* const grad_bias = gradients.grad_bias + (first + i) * head.key_seq;
        for (std::int64_t j = 0; j < visible; ++j) grad_bias[j] += p_row[j] * (grad_row[j] - mean);
      }
      map(p_row, grad_row, grad_row, visible, ScoreGradient{mean, head.scale});
      set_range(grad_row, visible, width, 0.0f);
    }
    multiply_block({grad_block, width, 1}, {head.key, head.key_stride}, rows, keys, head.head_size,
                   {gradients.grad_query + first * head.query_stride, head.query_stride});
  }
  for (std::int64_t first = 0; first < head.key_seq; first += kTileRows) {
    const std::int64_t rows = HWY_MIN(std::int64_t{kTileRows}, head.key_seq - first);
    // Queries before `begin` see none of these keys.
    std::int64_t begin = 0;
    if (head.causal && !any_sees_nothing && first >= head.prefix_length) {
      begin = HWY_MIN(HWY_MAX(std::int64_t{0}, first - (head.key_seq - head.query_seq)),
                      head.query_seq);
    }
    const std::int64_t queries = head.query_seq - begin;
    multiply_block({grad_scores + begin * width + first, 1, width},
                   {head.query + begin * head.query_stride, head.query_stride}, rows, queries,
                   head.head_size,
                   {gradients.grad_key + first * head.grad_key_stride, head.grad_key_stride});
    multiply_block({p + begin * width + first, 1, width},
                   {grad_output + begin * head.output_stride, head.output_stride}, rows, queries,
                   head.head_size,
                   {gradients.grad_value + first * head.grad_value_stride, head.grad_value_stride});
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

constexpr std::int64_t kMostTileRows = 8;  // of any instruction set

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

AttentionHead head_of(const AttentionInputs& inputs, const AttentionShape& shape,
                      std::int64_t batch, std::int64_t number, const Offsets& at) {
  AttentionHead head;
  head.query_seq = shape.query_seq;
  head.key_seq = shape.key_seq;
  head.padded_keys = padded_to_lanes(shape.key_seq);
  head.head_size = shape.head_size;
  head.query_stride = shape.query_stride;
  head.key_stride = shape.key_stride;
  head.value_stride = shape.value_stride;
  head.output_stride = shape.heads * shape.head_size;
  head.grad_key_stride = shape.key_stride;
  head.grad_value_stride = shape.value_stride;
  head.scale = shape.scale;
  head.causal = shape.causal;
  head.query = inputs.query + at.query;
  head.key = inputs.key + at.key;
  head.value = inputs.value + at.value;
  head.key_mask = inputs.key_mask == nullptr ? nullptr : inputs.key_mask + batch * shape.key_seq;
  head.bias =
      inputs.bias == nullptr ? nullptr : inputs.bias + number * shape.query_seq * shape.key_seq;
  head.prefix_length = inputs.prefix_lengths == nullptr ? 0 : inputs.prefix_lengths[batch];
  return head;
}

// Heads worth a thread.
std::int64_t grain(const AttentionShape& shape) {
  return 65536 / (shape.query_seq * shape.key_seq * shape.head_size + 1) + 1;
}

float* scratch(const AttentionShape& shape, std::int64_t rows) {
  thread_local ScratchBuffer buffer;
  const std::int64_t width = padded_to_lanes(shape.key_seq);
  return static_cast<float*>(
      buffer.reserve(rows * width * static_cast<std::int64_t>(sizeof(float))));
}

// Of one product of all queries with all keys.
double product_flops(const AttentionShape& shape) {
  return 2.0 * static_cast<double>(shape.batch * shape.heads * shape.query_seq) *
         static_cast<double>(shape.key_seq * shape.head_size);
}

}  // namespace

void attention(const AttentionInputs& inputs, const AttentionShape& shape, float* output,
               float* log_sum_exp) {
  count_flops(2.0 * product_flops(shape));
  parallel_for(shape.batch * shape.heads, grain(shape), [&](std::int64_t begin, std::int64_t end) {
    float* const memory = scratch(shape, shape.head_size + kMostTileRows);
    for (std::int64_t h = begin; h < end; ++h) {
      const std::int64_t batch = h / shape.heads;
      const Offsets at = offsets_of(shape, batch, h % shape.heads);
      HWY_DYNAMIC_DISPATCH(attention_head)
      (head_of(inputs, shape, batch, h % shape.heads, at), memory, output + at.output,
       log_sum_exp + h * shape.query_seq);
    }
  });
}

namespace {

// Gradients of one head of one row of the batch.
struct OneHead {
  const AttentionInputs& inputs;
  const AttentionShape& shape;
  const float* log_sum_exp;
  const float* grad_output;
  const AttentionGradients& gradients;

  // `memory` as attention_head_gradient wants it, then room for a key's and a value's gradient.
  void pass(std::int64_t batch, std::int64_t number, float* memory) const {
    const Offsets at = offsets_of(shape, batch, number);
    AttentionHead head = head_of(inputs, shape, batch, number, at);
    AttentionGradients places = {gradients.grad_query + at.query, gradients.grad_key + at.key,
                                 gradients.grad_value + at.value};
    if (gradients.grad_bias != nullptr) {
      places.grad_bias = gradients.grad_bias + number * shape.query_seq * shape.key_seq;
    }
    // The first head of a group writes; the others are added.
    const bool adds = number % (shape.heads / shape.key_heads) != 0;
    if (adds) {
      places.grad_key = memory + (2 * shape.head_size + 2 * shape.query_seq) * head.padded_keys;
      places.grad_value = places.grad_key + shape.key_seq * shape.head_size;
      head.grad_key_stride = shape.head_size;
      head.grad_value_stride = shape.head_size;
    }
    HWY_DYNAMIC_DISPATCH(attention_head_gradient)
    (head, memory, log_sum_exp + (batch * shape.heads + number) * shape.query_seq,
     grad_output + at.output, places);
    if (!adds) return;
    add(places.grad_key, gradients.grad_key + at.key, shape.key_stride);
    add(places.grad_value, gradients.grad_value + at.value, shape.value_stride);
  }

 private:
  void add(const float* from, float* to, std::int64_t stride) const {
    for (std::int64_t j = 0; j < shape.key_seq; ++j) {
      for (std::int64_t d = 0; d < shape.head_size; ++d) {
        to[j * stride + d] += from[j * shape.head_size + d];
      }
    }
  }
};

}  // namespace

void attention_gradient(const AttentionInputs& inputs, const AttentionShape& shape,
                        const float* log_sum_exp, const float* grad_output,
                        const AttentionGradients& gradients) {
  if (shape.batch == 0) return;
  count_flops(4.0 * product_flops(shape));
  const OneHead one{inputs, shape, log_sum_exp, grad_output, gradients};
  const std::int64_t group = shape.heads / shape.key_heads;
  const std::int64_t rows =
      2 * shape.head_size + 2 * shape.query_seq + (group > 1 ? 2 * shape.head_size : 0);
  // Heads that add to one place belong to one thread: those of a group, and with a bias those of
  // the whole batch.
  const bool sums_batch = gradients.grad_bias != nullptr;
  const std::int64_t batches = sums_batch ? shape.batch : 1;
  const std::int64_t units = sums_batch ? shape.key_heads : shape.batch * shape.key_heads;
  const std::int64_t grain_size = (grain(shape) - 1) / (group * batches) + 1;
  parallel_for(units, grain_size, [&](std::int64_t begin, std::int64_t end) {
    float* const memory = scratch(shape, rows);
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
