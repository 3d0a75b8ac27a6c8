#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "kernels/attention.h"
#include "tests/sdk/kernels/kernel_inputs.h"

namespace graft::tests {

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

/// Calls check(case) without a mask, with one, and with a row of the batch that sees nothing.
template <class Check>
void check_odd_sizes(const std::vector<std::array<std::int64_t, 3>>& sizes, const Check& check) {
  for (const auto& [query_seq, key_seq, head_size] : sizes) {
    for (const bool causal : {false, true}) {
      AttentionCase c = make_case(2, 3, query_seq, key_seq, head_size, causal);
      BOOST_TEST_CONTEXT(query_seq << " queries, " << key_seq << " keys, head size " << head_size
                                   << (causal ? ", causal" : "")) {
        check(c);
        // Every third key hidden, then all keys of the second batch row.
        for (std::int64_t j = 0; j < 2 * key_seq; ++j) c.key_mask.push_back(j % 3 != 0);
        check(c);
        for (std::int64_t j = key_seq; j < 2 * key_seq; ++j) {
          c.key_mask[static_cast<std::size_t>(j)] = 0;
        }
        check(c);
      }
    }
  }
}

/// The same with biases, shared keys and prefixes.
template <class Check>
void check_biases_and_prefixes(const Check& check) {
  const std::int64_t sizes[][3] = {{1, 7, 4}, {5, 5, 7}, {9, 12, 5}, {19, 19, 16}, {33, 65, 8}};
  for (const auto& [query_seq, key_seq, head_size] : sizes) {
    for (const std::int64_t group : {1, 2, 4}) {
      for (const bool causal : {false, true}) {
        AttentionCase c = make_case(3, 4, query_seq, key_seq, head_size, causal, group);
        BOOST_TEST_CONTEXT(query_seq << " queries, " << key_seq << " keys, groups of " << group
                                     << (causal ? ", causal" : "")) {
          check(c);
          c.prefix_lengths = {0, key_seq / 2, key_seq};
          check(c);
          c.bias = random_values(4 * query_seq * key_seq, 5);
          check(c);
          for (std::int64_t j = 0; j < 3 * key_seq; ++j) c.key_mask.push_back(j % 3 != 0);
          check(c);
          c.prefix_lengths.clear();
          check(c);
        }
      }
    }
  }
}

/// The same for { queries, keys } that take several blocks.
template <class Check>
void check_several_blocks(const std::vector<std::array<std::int64_t, 2>>& sizes,
                          const Check& check) {
  for (const auto& [query_seq, key_seq] : sizes) {
    for (const bool causal : {false, true}) {
      AttentionCase c = make_case(1, 2, query_seq, key_seq, 4, causal, 2);
      BOOST_TEST_CONTEXT(query_seq << " queries, " << key_seq << " keys"
                                   << (causal ? ", causal" : "")) {
        check(c);
        c.prefix_lengths = {key_seq / 2};
        c.bias = random_values(2 * query_seq * key_seq, 5);
        check(c);
        // Keys hidden at both ends: with a causal mask the first queries see nothing.
        for (std::int64_t j = 0; j < key_seq; ++j) {
          c.key_mask.push_back(j > key_seq / 3 && j < key_seq - 7);
        }
        c.prefix_lengths.clear();
        check(c);
      }
    }
  }
}

}  // namespace graft::tests
