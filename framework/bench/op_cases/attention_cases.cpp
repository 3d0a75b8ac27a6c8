#include <cmath>

#include "framework/bench/op_cases/case_parts.h"
#include "framework/bench/op_cases/groups.h"
#include "graft/ops/attention.h"

namespace graft {

namespace {

/// Causal attention has to make the products of each query with the keys up to its own alone.
double attention_flops(std::int64_t batch, std::int64_t length, bool causal) {
  const auto positions = static_cast<double>(length);
  const double pairs = causal ? positions * (positions + 1) / 2 : positions * positions;
  return 2.0 * 2.0 * kHidden * pairs * static_cast<double>(batch);
}

AttentionOptions attention_options(bool causal) {
  AttentionOptions options;
  options.num_heads = kHeads;
  options.scale = 1.0f / std::sqrt(static_cast<float>(kHeadSize));
  options.causal = causal;
  return options;
}

OpCase attention_case(DType dtype, std::int64_t batch, std::int64_t length, bool causal) {
  const Shape shape = {batch, length, kHidden};
  OpCase result = product_case(causal ? "attention, causal" : "attention", text_of(shape), dtype,
                               attention_flops(batch, length, causal));
  result.prepare = on_leaves(
      {shape, shape, shape}, dtype,
      [options = attention_options(causal)](const std::vector<Tensor>& inputs) {
        return std::vector<Tensor>{attention(inputs[0], inputs[1], inputs[2], Tensor(), options)};
      });
  return result;
}

/// As GPT-2 has it.
OpCase self_attention_case(DType dtype, std::int64_t batch, std::int64_t length) {
  OpCase result = product_case("self_attention, causal", text_of({batch, length, 3 * kHidden}),
                               dtype, attention_flops(batch, length, true));
  result.prepare =
      on_leaves({{batch, length, 3 * kHidden}}, dtype,
                [options = attention_options(true)](const std::vector<Tensor>& inputs) {
                  return std::vector<Tensor>{self_attention(inputs[0], Tensor(), options)};
                });
  return result;
}

}  // namespace

std::vector<OpCase> attention_cases(const OpCaseOptions& options) {
  const std::int64_t longer = options.shrunk(1024);
  const std::int64_t shorter = options.shrunk(256);
  return {attention_case(options.dtype, 4, longer, true),
          attention_case(options.dtype, 16, shorter, true),
          attention_case(options.dtype, 16, shorter, false),
          self_attention_case(options.dtype, 4, longer),
          self_attention_case(options.dtype, 16, shorter)};
}

}  // namespace graft
