#include "kernels/attention.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "kernels/attention_reference.h"
#include "tests/sdk/kernels/attention_case.h"

using namespace graft;
using kernels::AttentionInputs;
using kernels::AttentionShape;
using Case = tests::AttentionCase;
using tests::make_case;

namespace {

void check_against_reference(Case& c) {
  const kernels::AttentionReference expected =
      kernels::attention_reference(c.inputs(), c.shape, c.grad_output.data());
  tests::for_each_instruction_set([&] {
    c.run();
    tests::check_close(c.output, expected.output, 1e-5);
    tests::check_close(c.grad_query, expected.grad_query, 3e-5);
    tests::check_close(c.grad_key, expected.grad_key, 3e-5);
    tests::check_close(c.grad_value, expected.grad_value, 3e-5);
    if (!c.bias.empty()) tests::check_close(c.grad_bias, expected.grad_bias, 3e-5);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attention_kernel)

BOOST_AUTO_TEST_CASE(output_and_gradients_match_the_reference_for_odd_sizes) {
  tests::check_odd_sizes({{1, 1, 1},
                          {1, 40, 64},
                          {3, 9, 33},
                          {5, 5, 7},
                          {9, 4, 5},
                          {8, 16, 16},
                          {19, 19, 16},
                          {33, 65, 32}},
                         check_against_reference);
}

BOOST_AUTO_TEST_CASE(biases_shared_keys_and_prefixes_match_the_reference) {
  tests::check_biases_and_prefixes(check_against_reference);
}

BOOST_AUTO_TEST_CASE(sequences_of_several_blocks_match_the_reference) {
  tests::check_several_blocks({{300, 520}, {520, 300}, {530, 530}}, check_against_reference);
}

BOOST_AUTO_TEST_CASE(padding_on_the_left_hides_everything_from_the_first_queries) {
  Case c = make_case(1, 2, 20, 20, 8, true);
  c.key_mask.assign(20, 1);
  for (std::size_t j = 0; j < 11; ++j) c.key_mask[j] = 0;
  check_against_reference(c);
}

BOOST_AUTO_TEST_CASE(nan_in_a_query_is_not_taken_for_seeing_nothing) {
  tests::for_each_instruction_set([] {
    Case c = make_case(1, 1, 9, 9, 4, false);
    for (std::size_t i = 8; i < 12; ++i) c.query[i] = NAN;
    c.run();
    for (std::size_t i = 0; i < c.output.size(); ++i) {
      BOOST_TEST(std::isnan(c.output[i]) == (i >= 8 && i < 12));
    }
    BOOST_TEST(std::isnan(c.grad_value[0]));
  });
}

BOOST_AUTO_TEST_CASE(operands_side_by_side_give_the_same_bits_as_operands_apart) {
  Case c = make_case(2, 3, 13, 13, 12, true);
  c.run();
  const std::size_t width = 36;
  std::vector<float> packed;
  for (std::size_t row = 0; row < c.query.size() / width; ++row) {
    for (const std::vector<float>* part : {&c.query, &c.key, &c.value}) {
      packed.insert(packed.end(), part->begin() + static_cast<std::ptrdiff_t>(row * width),
                    part->begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
    }
  }
  AttentionShape shape = c.shape;
  shape.query_stride = shape.key_stride = shape.value_stride = 3 * 36;
  const AttentionInputs inputs = {packed.data(), packed.data() + width, packed.data() + 2 * width,
                                  nullptr};
  std::vector<float> sums(2 * 3 * 13);
  std::vector<float> output(c.output.size());
  std::vector<float> gradient(packed.size(), NAN);
  kernels::attention(inputs, shape, output.data(), sums.data());
  kernels::attention_gradient(
      inputs, shape, output.data(), sums.data(), c.grad_output.data(),
      {gradient.data(), gradient.data() + width, gradient.data() + 2 * width});
  BOOST_TEST((output == c.output));
  bool same = true;
  for (std::size_t row = 0; row < c.query.size() / width; ++row) {
    for (std::size_t i = 0; i < width; ++i) {
      same = same && gradient[row * 3 * width + i] == c.grad_query[row * width + i] &&
             gradient[row * 3 * width + width + i] == c.grad_key[row * width + i] &&
             gradient[row * 3 * width + 2 * width + i] == c.grad_value[row * width + i];
    }
  }
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(result_does_not_depend_on_the_number_of_threads) {
  const int before = num_threads();
  Case one = make_case(3, 4, 40, 40, 16, true);
  Case three = one;
  set_num_threads(1);
  one.run();
  set_num_threads(3);
  three.run();
  set_num_threads(before);
  BOOST_TEST((one.output == three.output));
  BOOST_TEST((one.grad_query == three.grad_query));
  BOOST_TEST((one.grad_key == three.grad_key));
  BOOST_TEST((one.grad_value == three.grad_value));
}

BOOST_AUTO_TEST_CASE(sums_over_groups_and_batch_do_not_depend_on_the_number_of_threads) {
  const int before = num_threads();
  Case one = make_case(3, 6, 40, 40, 16, true, 2);
  one.prefix_lengths = {0, 7, 40};
  Case without_bias = one;
  one.bias = tests::random_values(6 * 40 * 40, 5);
  Case three = one;
  Case three_without_bias = without_bias;
  set_num_threads(1);
  one.run();
  without_bias.run();
  set_num_threads(3);
  three.run();
  three_without_bias.run();
  set_num_threads(before);
  BOOST_TEST((one.output == three.output));
  BOOST_TEST((one.grad_query == three.grad_query));
  BOOST_TEST((one.grad_key == three.grad_key));
  BOOST_TEST((one.grad_value == three.grad_value));
  BOOST_TEST((one.grad_bias == three.grad_bias));
  BOOST_TEST((without_bias.grad_key == three_without_bias.grad_key));
  BOOST_TEST((without_bias.grad_value == three_without_bias.grad_value));
}

BOOST_AUTO_TEST_CASE(a_bias_is_not_seen_where_nothing_is_seen) {
  // The keys of the second batch row are hidden, those of the first only from early queries.
  Case c = make_case(2, 2, 11, 11, 8, true);
  c.key_mask.assign(22, 0);
  for (std::size_t j = 4; j < 11; ++j) c.key_mask[j] = 1;
  c.bias = tests::random_values(2 * 11 * 11, 5);
  check_against_reference(c);
  tests::for_each_instruction_set([&c] {
    c.run();
    for (std::size_t i = 0; i < 4 * 11; ++i) BOOST_TEST(c.grad_bias[i] == 0.0f);
  });
}

BOOST_AUTO_TEST_CASE(fewer_keys_than_queries_and_a_prefix_match_the_reference) {
  // Without the prefix the first queries see nothing.
  Case c = make_case(3, 2, 19, 9, 8, true);
  check_against_reference(c);
  c.prefix_lengths = {0, 4, 9};
  check_against_reference(c);
  c.prefix_lengths = {1, 8, 3};
  check_against_reference(c);
}

BOOST_AUTO_TEST_SUITE_END()
