#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "kernels/attention_reference.h"
#include "kernels/pair_packing.h"
#include "tests/sdk/kernels/attention_case.h"

using namespace graft;
using Case = tests::AttentionCase;

// Every instruction set is tried: only the best of them multiply bf16 as they are, on processors
// that can; the others multiply f32 copies. Both shall give what the reference gives.

namespace {

Case make_case(std::int64_t batch, std::int64_t heads, std::int64_t query_seq, std::int64_t key_seq,
               std::int64_t head_size, bool causal, std::int64_t group = 1) {
  Case c = tests::make_case(batch, heads, query_seq, key_seq, head_size, causal, group);
  c.round_operands();
  return c;
}

// Results, p and the gradients of scores are rounded by up to 0.2 %; the gradient also reads the
// rounded output, which adds most where scores have large gradients.
constexpr double kTolerance = 0.03;
constexpr double kMeanTolerance = 0.01;

// Largest error of an element, relative to 1 + its size.
double largest_error(const std::vector<float>& found, const std::vector<double>& expected) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double error =
        std::abs(static_cast<double>(found[i]) - expected[i]) / (1.0 + std::abs(expected[i]));
    worst = std::isnan(error) ? INFINITY : std::max(worst, error);
  }
  return worst;
}

// Root mean square of the errors, relative to that of the elements: what is wrong in many elements
// a little shows here.
double mean_error(const std::vector<float>& found, const std::vector<double>& expected) {
  double errors = 0.0;
  double squares = 1e-4;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double error = static_cast<double>(found[i]) - expected[i];
    errors += error * error;
    squares += expected[i] * expected[i];
  }
  return std::sqrt(errors / squares);
}

void check_rounded(const char* name, const std::vector<float>& found,
                   const std::vector<double>& expected) {
  BOOST_TEST_CONTEXT(name) {
    BOOST_TEST(largest_error(found, expected) < kTolerance);
    BOOST_TEST(mean_error(found, expected) < kMeanTolerance);
  }
}

void check_against_reference(Case& c) {
  c.round_operands();
  const kernels::AttentionReference expected =
      kernels::attention_reference(c.inputs(), c.shape, c.grad_output.data());
  tests::for_each_instruction_set([&] {
    c.run_bf16();
    check_rounded("output", c.output, expected.output);
    check_rounded("grad_query", c.grad_query, expected.grad_query);
    check_rounded("grad_key", c.grad_key, expected.grad_key);
    check_rounded("grad_value", c.grad_value, expected.grad_value);
    if (!c.bias.empty()) check_rounded("grad_bias", c.grad_bias, expected.grad_bias);
  });
}

void name_what_is_skipped() {
  if (kernels::multiplies_pairs()) return;
  BOOST_TEST_MESSAGE("skipped: products of bf16 as they are, which this processor does not have");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attention_kernel_bf16, *boost::unit_test::fixture(&name_what_is_skipped))

BOOST_AUTO_TEST_CASE(output_and_gradients_match_the_reference_for_odd_sizes) {
  tests::check_odd_sizes({{1, 1, 1},
                          {1, 40, 64},
                          {3, 9, 33},
                          {12, 1, 8},
                          {13, 2, 1},
                          {19, 19, 16},
                          {33, 65, 32},
                          {40, 31, 33},
                          {25, 25, 7},
                          {64, 64, 64}},
                         check_against_reference);
}

BOOST_AUTO_TEST_CASE(biases_shared_keys_and_prefixes_match_the_reference) {
  tests::check_biases_and_prefixes(check_against_reference);
}

BOOST_AUTO_TEST_CASE(sequences_of_several_blocks_match_the_reference) {
  tests::check_several_blocks({{300, 520}, {520, 301}, {529, 529}}, check_against_reference);
}

BOOST_AUTO_TEST_CASE(fewer_keys_than_queries_and_a_prefix_match_the_reference) {
  // Without the prefix the first queries see nothing.
  Case c = make_case(3, 2, 19, 9, 8, true);
  for (const std::vector<std::int64_t>& lengths :
       {std::vector<std::int64_t>{}, {0, 4, 9}, {1, 8, 3}}) {
    c.prefix_lengths = lengths;
    check_against_reference(c);
  }
}

BOOST_AUTO_TEST_CASE(log_sum_exp_is_that_of_f32_operands) {
  tests::for_each_instruction_set([] {
    Case c = make_case(2, 2, 37, 45, 24, true);
    c.run();
    const std::vector<float> expected = c.log_sum_exp;
    c.run_bf16();
    tests::check_close(c.log_sum_exp, expected, 1e-5);
  });
}

BOOST_AUTO_TEST_CASE(operands_side_by_side_give_the_same_bits_as_operands_apart) {
  // An odd head size, so that heads start between pairs.
  tests::for_each_instruction_set([] {
    Case c = make_case(2, 3, 14, 14, 11, true);
    c.run_bf16();
    Case together = c;
    together.shape.query_stride = together.shape.key_stride = together.shape.value_stride = 3 * 33;
    const std::vector<BFloat16> parts[] = {tests::as_bf16(c.query), tests::as_bf16(c.key),
                                           tests::as_bf16(c.value)};
    std::vector<BFloat16> packed;
    for (std::ptrdiff_t row = 0; row < 2 * 14; ++row) {
      for (const std::vector<BFloat16>& part : parts) {
        packed.insert(packed.end(), part.begin() + row * 33, part.begin() + (row + 1) * 33);
      }
    }
    const std::vector<BFloat16> grad = tests::as_bf16(c.grad_output);
    std::vector<BFloat16> output(grad.size());
    std::vector<BFloat16> gradient(packed.size());
    const kernels::AttentionInputs inputs = {packed.data(), packed.data() + 33, packed.data() + 66,
                                             nullptr};
    kernels::attention(inputs, together.shape, output.data(), together.log_sum_exp.data());
    kernels::attention_gradient(inputs, together.shape, output.data(), together.log_sum_exp.data(),
                                grad.data(),
                                {gradient.data(), gradient.data() + 33, gradient.data() + 66});
    BOOST_TEST((tests::as_f32(output) == c.output));
    const std::vector<float> gradients = tests::as_f32(gradient);
    bool same = true;
    for (std::size_t row = 0; row < 2 * 14; ++row) {
      for (std::size_t i = 0; i < 33; ++i) {
        same = same && gradients[row * 99 + i] == c.grad_query[row * 33 + i] &&
               gradients[row * 99 + 33 + i] == c.grad_key[row * 33 + i] &&
               gradients[row * 99 + 66 + i] == c.grad_value[row * 33 + i];
      }
    }
    BOOST_TEST(same);
  });
}

BOOST_AUTO_TEST_CASE(nan_and_infinity_reach_what_depends_on_them) {
  tests::for_each_instruction_set([] {
    Case c = make_case(1, 1, 15, 15, 4, false);
    for (std::size_t i = 8; i < 12; ++i) c.query[i] = NAN;
    c.run_bf16();
    for (std::size_t i = 0; i < c.output.size(); ++i) {
      BOOST_TEST(std::isnan(c.output[i]) == (i >= 8 && i < 12));
      BOOST_TEST(std::isnan(c.grad_query[i]) == (i >= 8 && i < 12));
    }
    BOOST_TEST(std::isnan(c.grad_key[0]));
    BOOST_TEST(std::isnan(c.grad_value[0]));
    c = make_case(1, 1, 15, 15, 4, false);
    c.value[5] = INFINITY;
    c.run_bf16();
    for (std::size_t i = 0; i < c.output.size(); ++i) {
      BOOST_TEST(std::isinf(c.output[i]) == (i % 4 == 1));
    }
  });
}

BOOST_AUTO_TEST_CASE(result_depends_on_neither_threads_nor_neighbours_in_the_batch) {
  const int before = num_threads();
  Case one = make_case(3, 6, 40, 40, 16, true, 2);
  one.prefix_lengths = {0, 7, 40};
  Case three = one;
  set_num_threads(1);
  one.run_bf16();
  set_num_threads(3);
  three.run_bf16();
  set_num_threads(before);
  BOOST_TEST((one.output == three.output));
  BOOST_TEST((one.grad_query == three.grad_query));
  BOOST_TEST((one.grad_key == three.grad_key));
  BOOST_TEST((one.grad_value == three.grad_value));
  // The second row alone.
  Case alone = make_case(1, 6, 40, 40, 16, true, 2);
  alone.prefix_lengths = {7};
  const auto second = [](std::vector<float>& to, const std::vector<float>& from) {
    const auto size = static_cast<std::ptrdiff_t>(to.size());
    to.assign(from.begin() + size, from.begin() + 2 * size);
    return to;
  };
  second(alone.query, one.query);
  second(alone.key, one.key);
  second(alone.value, one.value);
  second(alone.grad_output, one.grad_output);
  alone.run_bf16();
  std::vector<float> rows = alone.output;
  BOOST_TEST((alone.output == second(rows, one.output)));
  BOOST_TEST((alone.grad_query == second(rows, one.grad_query)));
  rows = alone.grad_key;
  BOOST_TEST((alone.grad_key == second(rows, one.grad_key)));
  BOOST_TEST((alone.grad_value == second(rows, one.grad_value)));
}

BOOST_AUTO_TEST_SUITE_END()
