#include "kernels/attention.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/parallel.h"
#include "kernels/attention_reference.h"
#include "tests/sdk/kernels/kernel_inputs.h"

using namespace graft;
using kernels::AttentionInputs;
using kernels::AttentionShape;

namespace {

// Operands of an attention, and what the kernel makes of them.
struct Case {
  AttentionShape shape;
  std::vector<float> query;
  std::vector<float> key;
  std::vector<float> value;
  std::vector<float> grad_output;
  std::vector<std::int64_t> key_mask;  // empty: none
  std::vector<float> output;
  std::vector<float> grad_query;
  std::vector<float> grad_key;
  std::vector<float> grad_value;

  AttentionInputs inputs() const {
    return {query.data(), key.data(), value.data(), key_mask.empty() ? nullptr : key_mask.data()};
  }

  void run() {
    std::vector<float> sums(static_cast<std::size_t>(shape.batch * shape.heads * shape.query_seq));
    output.assign(query.size(), NAN);
    grad_query.assign(query.size(), NAN);
    grad_key.assign(key.size(), NAN);
    grad_value.assign(key.size(), NAN);
    kernels::attention(inputs(), shape, output.data(), sums.data());
    kernels::attention_gradient(inputs(), shape, sums.data(), grad_output.data(),
                                {grad_query.data(), grad_key.data(), grad_value.data()});
  }
};

Case make_case(std::int64_t batch, std::int64_t heads, std::int64_t query_seq, std::int64_t key_seq,
               std::int64_t head_size, bool causal) {
  const std::int64_t width = heads * head_size;
  Case c;
  c.shape = {batch,   heads,     query_seq,
             key_seq, head_size, width,
             width,   width,     1.0f / std::sqrt(static_cast<float>(head_size)),
             causal};
  c.query = tests::random_values(batch * query_seq * width, 1);
  c.key = tests::random_values(batch * key_seq * width, 2);
  c.value = tests::random_values(batch * key_seq * width, 3);
  c.grad_output = tests::random_values(batch * query_seq * width, 4);
  return c;
}

void check_against_reference(Case& c) {
  const kernels::AttentionReference expected =
      kernels::attention_reference(c.inputs(), c.shape, c.grad_output.data());
  c.run();
  tests::check_close(c.output, expected.output, 1e-5);
  tests::check_close(c.grad_query, expected.grad_query, 3e-5);
  tests::check_close(c.grad_key, expected.grad_key, 3e-5);
  tests::check_close(c.grad_value, expected.grad_value, 3e-5);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attention_kernel)

BOOST_AUTO_TEST_CASE(output_and_gradients_match_the_reference_for_odd_sizes) {
  const std::int64_t sizes[][3] = {{1, 1, 1}, {1, 40, 64}, {3, 9, 33},   {5, 5, 7},
                                   {9, 4, 5}, {8, 16, 16}, {19, 19, 16}, {33, 65, 32}};
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

BOOST_AUTO_TEST_CASE(padding_on_the_left_hides_everything_from_the_first_queries) {
  Case c = make_case(1, 2, 20, 20, 8, true);
  c.key_mask.assign(20, 1);
  for (std::size_t j = 0; j < 11; ++j) c.key_mask[j] = 0;
  tests::for_each_instruction_set([&c] { check_against_reference(c); });
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
      inputs, shape, sums.data(), c.grad_output.data(),
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

BOOST_AUTO_TEST_SUITE_END()
