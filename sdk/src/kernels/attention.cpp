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

// Of a tile of the scores: `first` is its first key, `keys` so many it has, `width` those of
// memory.
struct KeyRange {
  std::int64_t first;
  std::int64_t keys;
  std::int64_t width;

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
  set_range(scores, visible, range.width, 0.0f);
}

// Where the parts of the scratch memory of a gradient lie.
struct GradientScratch {
  float* scaled_keys;    // [head_size, width]
  float* turned_values;  // [head_size, width]
  float* p;              // [kQueryBlock, width]
  float* grad_scores;    // [kQueryBlock, width]
  float* mean;           // [query_seq]
};

// Keys that a query counts at all: those that it sees, or all where that is none.
HWY_INLINE std::int64_t counted_keys(const AttentionHead& head, const float* log_sum_exp,
                                     std::int64_t query) {
  return log_sum_exp[query] == -HUGE_VALF ? head.key_seq : head.visible_keys(query);
}

// p and grad_scores of the queries [first, first + rows) against a range of keys, and what the
// range gives to their grad_query.
HWY_INLINE void gradient_tile(const AttentionHead& head, const KeyRange& range, std::int64_t first,
                              std::int64_t rows, const float* log_sum_exp, const float* grad_output,
                              const AttentionGradients& gradients, const GradientScratch& scratch,
                              float* p_tile, float* grad_tile) {
  const FloatTag d;
  const std::int64_t step = lanes(d);
  std::int64_t most = 0;
  for (std::int64_t i = 0; i < rows; ++i) {
    most = HWY_MAX(most, range.part(counted_keys(head, log_sum_exp, first + i)));
  }
  const std::int64_t columns = (most + step - 1) / step * step;
  multiply_block({head.query + first * head.query_stride, head.query_stride, 1},
                 {scratch.scaled_keys, range.width}, rows, head.head_size, columns,
                 {p_tile, range.width});
  multiply_block({grad_output + first * head.output_stride, head.output_stride, 1},
                 {scratch.turned_values, range.width}, rows, head.head_size, columns,
                 {grad_tile, range.width});
  for (std::int64_t i = 0; i < rows; ++i) {
    float* const p_row = p_tile + i * range.width;
    float* const grad_row = grad_tile + i * range.width;
    if (log_sum_exp[first + i] == -HUGE_VALF) {
      set_range(p_row, 0, range.keys, 1.0f / static_cast<float>(head.key_seq));
      set_range(p_row, range.keys, range.width, 0.0f);
      set_range(grad_row, 0, range.width, 0.0f);
      continue;
    }
    const std::int64_t visible = range.part(head.visible_keys(first + i));
    probabilities(head, first + i, range, visible, log_sum_exp[first + i], p_row);
    const float mean = scratch.mean[first + i];
    if (gradients.grad_bias != nullptr) {
      float* const grad_bias = gradients.grad_bias + (first + i) * head.key_seq + range.first;
      for (std::int64_t j = 0; j < visible; ++j) grad_bias[j] += p_row[j] * (grad_row[j] - mean);
    }
    map(p_row, grad_row, grad_row, visible, ScoreGradient{mean, head.scale});
    set_range(grad_row, visible, range.width, 0.0f);
  }
  multiply_block(
      {grad_tile, range.width, 1}, {head.key + range.first * head.key_stride, head.key_stride},
      rows, most, head.head_size,
      {gradients.grad_query + first * head.query_stride, head.query_stride}, range.first > 0);
}

// What the queries [first, first + rows), whose p and grad_scores are at hand, give to grad_key and
// grad_value of a range.
HWY_INLINE void gradient_of_keys(const AttentionHead& head, const KeyRange& range,
                                 std::int64_t first, std::int64_t rows, bool all_count, bool adds,
                                 const float* grad_output, const AttentionGradients& gradients,
                                 const GradientScratch& scratch) {
  for (std::int64_t j = 0; j < range.keys; j += kTileRows) {
    const std::int64_t keys = HWY_MIN(std::int64_t{kTileRows}, range.keys - j);
    const std::int64_t key = range.first + j;
    // Queries before `begin` see none of these keys.
    std::int64_t begin = 0;
    if (head.causal && !all_count && key >= head.prefix_length) {
      begin = key - (head.key_seq - head.query_seq) - first;
      begin = HWY_MIN(HWY_MAX(std::int64_t{0}, begin), rows);
    }
    const std::int64_t at = begin * range.width + j;
    multiply_block({scratch.grad_scores + at, 1, range.width},
                   {head.query + (first + begin) * head.query_stride, head.query_stride}, keys,
                   rows - begin, head.head_size,
                   {gradients.grad_key + key * head.grad_key_stride, head.grad_key_stride}, adds);
    multiply_block({scratch.p + at, 1, range.width},
                   {grad_output + (first + begin) * head.output_stride, head.output_stride}, keys,
                   rows - begin, head.head_size,
                   {gradients.grad_value + key * head.grad_value_stride, head.grad_value_stride},
                   adds);
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
// grow with the sequence. Source: Dao et al., "FlashAttention: Fast and Memory-Efficient Exact
// Attention with IO-Awareness", 2022.
void attention_head_gradient(const AttentionHead& head, float* memory, const float* output,
                             const float* log_sum_exp, const float* grad_output,
                             const AttentionGradients& gradients) {
  const std::int64_t width = padded_to_lanes(HWY_MIN(head.key_seq, kKeyBlock));
  const std::int64_t block = HWY_MIN(head.query_seq, kQueryBlock);
  GradientScratch scratch;
  scratch.scaled_keys = memory;
  scratch.turned_values = scratch.scaled_keys + head.head_size * width;
  scratch.p = scratch.turned_values + head.head_size * width;
  scratch.grad_scores = scratch.p + block * width;
  scratch.mean = scratch.grad_scores + block * width;
  for (std::int64_t i = 0; i < head.query_seq; ++i) {
    scratch.mean[i] =
        dot(grad_output + i * head.output_stride, output + i * head.output_stride, head.head_size);
  }
  for (std::int64_t key = 0; key < head.key_seq; key += kKeyBlock) {
    const KeyRange range = {key, HWY_MIN(kKeyBlock, head.key_seq - key), width};
    transpose_scaled({head.key + key * head.key_stride, head.key_stride}, range.keys,
                     head.head_size, head.scale, {scratch.scaled_keys, width});
    transpose_scaled({head.value + key * head.value_stride, head.value_stride}, range.keys,
                     head.head_size, 1.0f, {scratch.turned_values, width});
    bool adds = false;
    for (std::int64_t first = 0; first < head.query_seq; first += kQueryBlock) {
      const std::int64_t rows = HWY_MIN(kQueryBlock, head.query_seq - first);
      bool any_counts = key == 0;  // the first range sets grad_query
      bool all_count = false;
      for (std::int64_t i = first; i < first + rows; ++i) {
        any_counts = any_counts || range.part(counted_keys(head, log_sum_exp, i)) > 0;
        all_count = all_count || log_sum_exp[i] == -HUGE_VALF;
      }
      if (!any_counts) continue;
      for (std::int64_t i = 0; i < rows; i += kTileRows) {
        gradient_tile(head, range, first + i, HWY_MIN(std::int64_t{kTileRows}, rows - i),
                      log_sum_exp, grad_output, gradients, scratch, scratch.p + i * width,
                      scratch.grad_scores + i * width);
      }
      gradient_of_keys(head, range, first, rows, all_count, adds, grad_output, gradients, scratch);
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

float* scratch(std::int64_t floats) {
  thread_local ScratchBuffer buffer;
  return static_cast<float*>(buffer.reserve(floats * static_cast<std::int64_t>(sizeof(float))));
}

// What attention_head_gradient wants.
std::int64_t gradient_scratch(const AttentionShape& shape) {
  const std::int64_t rows = 2 * shape.head_size + 2 * std::min(shape.query_seq, kQueryBlock);
  return rows * padded_to_lanes(std::min(shape.key_seq, kKeyBlock)) +
         padded_to_lanes(shape.query_seq);
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
    float* const memory =
        scratch((shape.head_size + kMostTileRows) * padded_to_lanes(shape.key_seq));
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
  const float* output;
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
      places.grad_key = memory + gradient_scratch(shape);
      places.grad_value = places.grad_key + shape.key_seq * shape.head_size;
      head.grad_key_stride = shape.head_size;
      head.grad_value_stride = shape.head_size;
    }
    HWY_DYNAMIC_DISPATCH(attention_head_gradient)
    (head, memory, output + at.output,
     log_sum_exp + (batch * shape.heads + number) * shape.query_seq, grad_output + at.output,
     places);
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
                        const float* output, const float* log_sum_exp, const float* grad_output,
                        const AttentionGradients& gradients) {
  if (shape.batch == 0) return;
  count_flops(4.0 * product_flops(shape));
  const OneHead one{inputs, shape, output, log_sum_exp, grad_output, gradients};
  const std::int64_t group = shape.heads / shape.key_heads;
  const std::int64_t floats =
      gradient_scratch(shape) + (group > 1 ? 2 * shape.key_seq * shape.head_size : 0);
  // Heads that add to one place belong to one thread: those of a group, and with a bias those of
  // the whole batch.
  const bool sums_batch = gradients.grad_bias != nullptr;
  const std::int64_t batches = sums_batch ? shape.batch : 1;
  const std::int64_t units = sums_batch ? shape.key_heads : shape.batch * shape.key_heads;
  const std::int64_t grain_size = (grain(shape) - 1) / (group * batches) + 1;
  parallel_for(units, grain_size, [&](std::int64_t begin, std::int64_t end) {
    float* const memory = scratch(floats);
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
