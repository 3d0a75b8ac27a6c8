#include "kernels/attention_bf16.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "kernels/attention_reference.h"
#include "tests/sdk/kernels/attention_case.h"

using namespace graft;
using Case = tests::AttentionCase;

// Every instruction set is tried: only the best of them multiply bf16 as they are, on processors
// that can; the others multiply f32 copies, and both shall give what the reference gives.

namespace {

Case make_case(std::int64_t batch, std::int64_t heads, std::int64_t query_seq, std::int64_t key_seq,
               std::int64_t head_size, bool causal, std::int64_t group = 1) {
  Case c = tests::make_case(batch, heads, query_seq, key_seq, head_size, causal, group);
  c.round_operands();
  return c;
}

// Largest error of an element, in units of the elements' root mean square.
double relative_error(const std::vector<float>& found, const std::vector<double>& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  double squares = 0.0;
  double worst = 0.0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double error = std::abs(static_cast<double>(found[i]) - expected[i]);
    worst = std::isnan(error) ? INFINITY : std::max(worst, error / (1.0 + std::abs(expected[i])));
    squares += expected[i] * expected[i];
  }
  return worst / (1e-3 + std::sqrt(squares / static_cast<double>(found.size())));
}

double worst_seen[5] = {};
void check_against_reference(Case& c) {
  const kernels::AttentionReference expected =
      kernels::attention_reference(c.inputs(), c.shape, c.grad_output.data());
  c.run_bf16();
  (void)relative_error;
  int n = 0;
  const auto ck = [&](const auto& f, const auto& e) {
    double w = 0, sq = 0;
    for (std::size_t i = 0; i < f.size(); ++i) {
      const double d = std::abs(static_cast<double>(f[i]) - e[i]) / (1 + std::abs(e[i]));
      w = std::isnan(d) ? 1e9 : std::max(w, d);
    }
    (void)sq;
    worst_seen[n] = std::max(worst_seen[n], w);
    ++n;
  };
  ck(c.output, expected.output);
  ck(c.grad_query, expected.grad_query);
  ck(c.grad_key, expected.grad_key);
  ck(c.grad_value, expected.grad_value);
  if (!c.bias.empty()) ck(c.grad_bias, expected.grad_bias);
  BOOST_TEST_MESSAGE(worst_seen[0] << " " << worst_seen[1] << " " << worst_seen[2] << " " << worst_seen[3] << " " << worst_seen[4]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attention_kernel_bf16)

BOOST_AUTO_TEST_CASE(output_and_gradients_match_the_reference_for_odd_sizes) {
  const std::int64_t sizes[][3] = {{1, 1, 1},    {1, 40, 64},  {3, 9, 33},   {12, 1, 8}, {13, 2, 1},
                                   {19, 19, 16}, {33, 65, 32}, {40, 31, 33}, {25, 25, 7}, {64, 64, 64}};
  tests::for_each_instruction_set([&sizes] {
    for (const auto& [query_seq, key_seq, head_size] : sizes) {
      for (const bool causal : {false, true}) {
        Case c = make_case(2, 3, query_seq, key_seq, head_size, causal);
        BOOST_TEST_CONTEXT(query_seq << " queries, " << key_seq << " keys, head size " << head_size
                                     << (causal ? ", causal" : "")) {
          check_against_reference(c);
          // Every third key hidden, then all keys of the second batch row.
          for (std::int64_t j = 0; j < 2 * key_seq; ++j) c.key_mask.push_back(j % 3 != 0);
          check_against_reference(c);
          for (std::int64_t j = key_seq; j < 2 * key_seq; ++j) {
            c.key_mask[static_cast<std::size_t>(j)] = 0;
          }
          check_against_reference(c);
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(biases_shared_keys_and_prefixes_match_the_reference) {
  const std::int64_t sizes[][3] = {{1, 7, 4}, {5, 5, 7}, {9, 12, 5}, {19, 19, 16}, {33, 65, 8}};
  tests::for_each_instruction_set([&sizes] {
    for (const auto& [query_seq, key_seq, head_size] : sizes) {
      for (const std::int64_t group : {1, 2, 4}) {
        for (const bool causal : {false, true}) {
          Case c = make_case(3, 4, query_seq, key_seq, head_size, causal, group);
          BOOST_TEST_CONTEXT(query_seq << " queries, " << key_seq << " keys, groups of " << group
                                       << (causal ? ", causal" : "")) {
            check_against_reference(c);
            c.prefix_lengths = {0, key_seq / 2, key_seq};
            check_against_reference(c);
            c.bias = tests::random_values(4 * query_seq * key_seq, 5);
            check_against_reference(c);
            for (std::int64_t j = 0; j < 3 * key_seq; ++j) c.key_mask.push_back(j % 3 != 0);
            check_against_reference(c);
            c.prefix_lengths.clear();
            check_against_reference(c);
          }
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(sequences_of_several_blocks_match_the_reference) {
  const std::int64_t sizes[][2] = {{300, 520}, {520, 301}, {529, 529}};
  tests::for_each_instruction_set([&sizes] {
    for (const auto& [query_seq, key_seq] : sizes) {
      for (const bool causal : {false, true}) {
        Case c = make_case(1, 2, query_seq, key_seq, 4, causal, 2);
        BOOST_TEST_CONTEXT(query_seq << " queries, " << key_seq << " keys"
                                     << (causal ? ", causal" : "")) {
          check_against_reference(c);
          c.prefix_lengths = {key_seq / 2};
          c.bias = tests::random_values(2 * query_seq * key_seq, 5);
          check_against_reference(c);
          // Keys hidden at both ends: with a causal mask the first queries see nothing.
          for (std::int64_t j = 0; j < key_seq; ++j) {
            c.key_mask.push_back(j > key_seq / 3 && j < key_seq - 7);
          }
          c.prefix_lengths.clear();
          check_against_reference(c);
        }
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
