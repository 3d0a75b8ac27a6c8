#include "kernels/attention_head.h"

#include <algorithm>

#include "kernels/bfloat16.h"
#include "kernels/scratch_buffer.h"

namespace graft::kernels {

HeadOffsets offsets_of(const AttentionShape& shape, std::int64_t batch, std::int64_t head) {
  const std::int64_t in_row = head * shape.head_size;
  const std::int64_t in_key = head / (shape.heads / shape.key_heads) * shape.head_size;
  return {batch * shape.query_seq * shape.query_stride + in_row,
          batch * shape.key_seq * shape.key_stride + in_key,
          batch * shape.key_seq * shape.value_stride + in_key,
          batch * shape.query_seq * shape.heads * shape.head_size + in_row};
}

namespace {

// A mask that hides nothing, as of a batch without padding, is not worth a look at every score.
const std::int64_t* unless_it_hides_nothing(const std::int64_t* mask, std::int64_t count) {
  return std::find(mask, mask + count, 0) == mask + count ? nullptr : mask;
}

}  // namespace

AttentionHead head_of(const AttentionInputs& inputs, const AttentionShape& shape,
                      std::int64_t batch, std::int64_t number) {
  AttentionHead head = {};
  head.query_seq = shape.query_seq;
  head.key_seq = shape.key_seq;
  head.head_size = shape.head_size;
  head.scale = shape.scale;
  head.causal = shape.causal;
  if (inputs.key_mask != nullptr) {
    head.key_mask = unless_it_hides_nothing(inputs.key_mask + batch * shape.key_seq, shape.key_seq);
  }
  head.bias =
      inputs.bias == nullptr ? nullptr : inputs.bias + number * shape.query_seq * shape.key_seq;
  head.prefix_length = inputs.prefix_lengths == nullptr ? 0 : inputs.prefix_lengths[batch];
  return head;
}

namespace {

void set_strides(AttentionHead& head, const AttentionShape& shape) {
  head.query_stride = shape.query_stride;
  head.key_stride = shape.key_stride;
  head.value_stride = shape.value_stride;
  head.output_stride = shape.heads * shape.head_size;
  head.grad_key_stride = shape.key_stride;
  head.grad_value_stride = shape.value_stride;
}

}  // namespace

void read_in_place(HeadOf<float>& head, const AttentionInputs& inputs, const AttentionShape& shape,
                   const HeadOffsets& at) {
  set_strides(head, shape);
  head.query = inputs.query.f32() + at.query;
  head.key = inputs.key.f32() + at.key;
  head.value = inputs.value.f32() + at.value;
}

void read_in_place(HeadOf<BFloat16>& head, const AttentionInputs& inputs,
                   const AttentionShape& shape, const HeadOffsets& at) {
  set_strides(head, shape);
  head.query = inputs.query.bf16() + at.query;
  head.key = inputs.key.bf16() + at.key;
  head.value = inputs.value.bf16() + at.value;
}

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

float* read_copies(HeadOf<float>& head, const AttentionInputs& inputs, const AttentionShape& shape,
                   const HeadOffsets& at, float* memory) {
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

std::int64_t heads_worth_a_thread(const AttentionShape& shape) {
  return 65536 / (shape.query_seq * shape.key_seq * shape.head_size + 1) + 1;
}

float* attention_scratch(std::int64_t floats) {
  thread_local ScratchBuffer buffer;
  return static_cast<float*>(buffer.reserve(floats * static_cast<std::int64_t>(sizeof(float))));
}

double product_flops(const AttentionShape& shape) {
  return 2.0 * static_cast<double>(shape.batch * shape.heads * shape.query_seq) *
         static_cast<double>(shape.key_seq * shape.head_size);
}

}  // namespace graft::kernels
