#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "graft/tensor.h"
#include "kernels/attention.h"
#include "kernels/bfloat16.h"
#include "tests/sdk/kernels/kernel_inputs.h"

namespace graft::tests {

inline std::vector<BFloat16> as_bf16(const std::vector<float>& values) {
  std::vector<BFloat16> halves(values.size());
  kernels::convert_here(values.data(), halves.data(), static_cast<std::int64_t>(values.size()));
  return halves;
}
inline std::vector<float> as_f32(const std::vector<BFloat16>& halves) {
  std::vector<float> values(halves.size());
  kernels::convert_here(halves.data(), values.data(), static_cast<std::int64_t>(values.size()));
  return values;
}

/// Operands of an attention, and what the kernel makes of them.
struct AttentionCase {
  kernels::AttentionShape shape;
  std::vector<float> query;
  std::vector<float> key;
  std::vector<float> value;
  std::vector<float> grad_output;
  std::vector<std::int64_t> key_mask;  // empty: none
  std::vector<float> bias;
  std::vector<std::int64_t> prefix_lengths;
  std::vector<float> output;
  std::vector<float> log_sum_exp;
  std::vector<float> grad_query;
  std::vector<float> grad_key;
  std::vector<float> grad_value;
  std::vector<float> grad_bias;

  kernels::AttentionInputs inputs() const {
    return {query.data(),
            key.data(),
            value.data(),
            key_mask.empty() ? nullptr : key_mask.data(),
            bias.empty() ? nullptr : bias.data(),
            prefix_lengths.empty() ? nullptr : prefix_lengths.data()};
  }

  void run() {
    log_sum_exp.assign(static_cast<std::size_t>(shape.batch * shape.heads * shape.query_seq), NAN);
    output.assign(query.size(), NAN);
    grad_query.assign(query.size(), NAN);
    grad_key.assign(key.size(), NAN);
    grad_value.assign(key.size(), NAN);
    grad_bias.assign(bias.size(), 0.0f);
    kernels::attention(inputs(), shape, output.data(), log_sum_exp.data());
    kernels::attention_gradient(inputs(), shape, output.data(), log_sum_exp.data(),
                                grad_output.data(),
                                {grad_query.data(), grad_key.data(), grad_value.data(),
                                 bias.empty() ? nullptr : grad_bias.data()});
  }

  /// Of operands that `round_operands` has rounded.
  void run_bf16() {
    log_sum_exp.assign(static_cast<std::size_t>(shape.batch * shape.heads * shape.query_seq), NAN);
    grad_bias.assign(bias.size(), 0.0f);
    const std::vector<BFloat16> q = as_bf16(query);
    const std::vector<BFloat16> k = as_bf16(key);
    const std::vector<BFloat16> v = as_bf16(value);
    const std::vector<BFloat16> grad = as_bf16(grad_output);
    std::vector<BFloat16> attended(q.size(), BFloat16{0x7fc0});
    std::vector<BFloat16> grad_q = attended;
    std::vector<BFloat16> grad_k(k.size(), BFloat16{0x7fc0});
    std::vector<BFloat16> grad_v = grad_k;
    kernels::AttentionInputs halves = inputs();
    halves.query = q.data();
    halves.key = k.data();
    halves.value = v.data();
    kernels::attention(halves, shape, attended.data(), log_sum_exp.data());
    kernels::attention_gradient(
        halves, shape, attended.data(), log_sum_exp.data(), grad.data(),
        {grad_q.data(), grad_k.data(), grad_v.data(), bias.empty() ? nullptr : grad_bias.data()});
    output = as_f32(attended);
    grad_query = as_f32(grad_q);
    grad_key = as_f32(grad_k);
    grad_value = as_f32(grad_v);
  }

  void round_operands() {
    for (std::vector<float>* values : {&query, &key, &value, &grad_output}) {
      *values = as_f32(as_bf16(*values));
    }
  }
};

inline AttentionCase make_case(std::int64_t batch, std::int64_t heads, std::int64_t query_seq,
                               std::int64_t key_seq, std::int64_t head_size, bool causal,
                               std::int64_t group = 1) {
  const std::int64_t width = heads * head_size;
  const std::int64_t key_width = width / group;
  AttentionCase c;
  c.shape = {
      batch,     heads, heads / group, query_seq, key_seq,
      head_size, width, key_width,     key_width, 1.0f / std::sqrt(static_cast<float>(head_size)),
      causal};
  c.query = tests::random_values(batch * query_seq * width, 1);
  c.key = tests::random_values(batch * key_seq * key_width, 2);
  c.value = tests::random_values(batch * key_seq * key_width, 3);
  c.grad_output = tests::random_values(batch * query_seq * width, 4);
  return c;
}

}  // namespace graft::tests
