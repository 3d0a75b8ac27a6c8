#include "graft/ops/attention.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "graft/autograd.h"
#include "graft/ops/shape.h"
#include "tests/sdk/ops/error_text.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

AttentionOptions options_of(std::int64_t num_heads, bool causal) {
  AttentionOptions options;
  options.num_heads = num_heads;
  options.scale = 0.7f;
  options.causal = causal;
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attention_op)

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  const Tensor key_mask = Tensor::from({2, 5}, std::vector<std::int64_t>{1, 1, 0, 1, 1,  //
                                                                         0, 0, 1, 1, 0});
  for (const std::int64_t query_seq : {1, 3, 5}) {
    for (const bool causal : {false, true}) {
      for (const Tensor& mask : {Tensor(), key_mask}) {
        check_gradient(
            [&](const std::vector<Tensor>& in) {
              return attention(in[0], in[1], in[2], mask, options_of(2, causal));
            },
            {random_tensor({2, query_seq, 6}, 1), random_tensor({2, 5, 6}, 2),
             random_tensor({2, 5, 6}, 3)});
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(gradients_of_bias_and_shared_keys_match_difference_quotients) {
  const Tensor key_mask = Tensor::from({2, 5}, std::vector<std::int64_t>{1, 1, 0, 1, 1,  //
                                                                         0, 0, 1, 1, 0});
  AttentionOptions options = options_of(4, true);
  options.num_key_value_heads = 2;
  for (const Tensor& prefix_lengths :
       {Tensor(), Tensor::from({2}, std::vector<std::int64_t>{3, 0})}) {
    options.prefix_lengths = prefix_lengths;
    check_gradient(
        [&](const std::vector<Tensor>& in) {
          return attention(in[0], in[1], in[2], key_mask, in[3], options);
        },
        {random_tensor({2, 3, 12}, 1), random_tensor({2, 5, 6}, 2), random_tensor({2, 5, 6}, 3),
         random_tensor({4, 3, 5}, 4)});
  }
}

BOOST_AUTO_TEST_CASE(a_bias_is_added_to_the_scores) {
  // Scores 0 and 0, bias 0 and ln 3: weights 1/4 and 3/4.
  const Tensor query = Tensor::zeros({1, 1, 1});
  const Tensor value = Tensor::from({1, 2, 1}, std::vector<float>{8.0f, 4.0f});
  const Tensor bias = Tensor::from({1, 1, 2}, std::vector<float>{0.0f, std::log(3.0f)});
  const Tensor output =
      attention(query, Tensor::zeros({1, 2, 1}), value, Tensor(), bias, AttentionOptions{});
  BOOST_TEST(output.item() == 5.0f, boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(shared_keys_equal_keys_that_are_repeated) {
  const Tensor query = random_tensor({2, 4, 12}, 1);
  const Tensor key = random_tensor({2, 4, 6}, 2);
  const Tensor value = random_tensor({2, 4, 6}, 3);
  AttentionOptions shared = options_of(4, true);
  shared.num_key_value_heads = 2;
  const auto repeated = [](const Tensor& heads) {
    const Tensor first = slice(heads, 2, 0, 3);
    const Tensor second = slice(heads, 2, 3, 6);
    return concat({first, first, second, second}, 2);
  };
  BOOST_TEST(
      same_bits(attention(query, key, value, Tensor(), shared),
                attention(query, repeated(key), repeated(value), Tensor(), options_of(4, true))));
}

BOOST_AUTO_TEST_CASE(a_whole_prefix_is_no_longer_causal) {
  const Tensor operand = random_tensor({2, 6, 8}, 1);
  AttentionOptions options = options_of(2, true);
  options.prefix_lengths = Tensor::from({2}, std::vector<std::int64_t>{6, 6});
  BOOST_TEST(same_bits(attention(operand, operand, operand, Tensor(), options),
                       attention(operand, operand, operand, Tensor(), options_of(2, false))));
}

BOOST_AUTO_TEST_CASE(gradient_of_packed_operands_matches_difference_quotients) {
  check_gradient(
      [](const std::vector<Tensor>& in) {
        return self_attention(in[0], Tensor(), options_of(2, true));
      },
      {random_tensor({2, 5, 12}, 1)});
}

BOOST_AUTO_TEST_CASE(packed_operands_give_the_same_bits_as_separate_ones) {
  const Tensor packed = random_tensor({2, 9, 24}, 1);
  const Tensor query = slice(packed, 2, 0, 8);
  const Tensor key = slice(packed, 2, 8, 16);
  const Tensor value = slice(packed, 2, 16, 24);
  const AttentionOptions options = options_of(2, true);
  BOOST_TEST(same_bits(self_attention(packed, Tensor(), options),
                       attention(query, key, value, Tensor(), options)));
}

BOOST_AUTO_TEST_CASE(two_keys_are_weighed_by_the_softmax_of_their_scores) {
  // Scores 0 and ln 3: weights 1/4 and 3/4.
  const Tensor query = Tensor::from({1, 1, 1}, std::vector<float>{1.0f});
  const Tensor key = Tensor::from({1, 2, 1}, std::vector<float>{0.0f, std::log(3.0f)});
  const Tensor value = Tensor::from({1, 2, 1}, std::vector<float>{8.0f, 4.0f});
  AttentionOptions options;
  BOOST_TEST(attention(query, key, value, Tensor(), options).item() == 5.0f,
             boost::test_tools::tolerance(1e-6f));
}

BOOST_AUTO_TEST_CASE(a_causal_query_sees_nothing_of_later_positions) {
  const AttentionOptions options = options_of(2, true);
  const Tensor query = random_tensor({1, 6, 8}, 1);
  Tensor key = random_tensor({1, 6, 8}, 2);
  Tensor value = random_tensor({1, 6, 8}, 3);
  const Tensor before = attention(query, key, value, Tensor(), options);
  for (std::int64_t i = 4 * 8; i < 6 * 8; ++i) {
    key.data<float>()[i] = 100.0f;
    value.data<float>()[i] = -100.0f;
  }
  const Tensor after = attention(query, key, value, Tensor(), options);
  BOOST_TEST(same_bits(slice(before, 1, 0, 4), slice(after, 1, 0, 4)));
  BOOST_TEST(!same_bits(before, after));
}

BOOST_AUTO_TEST_CASE(one_new_query_gives_what_the_last_of_all_queries_gives) {
  // As in incremental decoding: the last query against all keys, causal or not.
  const AttentionOptions options = options_of(2, true);
  const Tensor query = random_tensor({2, 20, 8}, 1);
  const Tensor key = random_tensor({2, 20, 8}, 2);
  const Tensor value = random_tensor({2, 20, 8}, 3);
  const Tensor whole = slice(attention(query, key, value, Tensor(), options), 1, 19, 20);
  const Tensor last = attention(slice(query, 1, 19, 20), key, value, Tensor(), options);
  for (std::int64_t i = 0; i < whole.numel(); ++i) {
    BOOST_TEST(std::abs(whole.data<float>()[i] - last.data<float>()[i]) < 1e-5f);
  }
}

BOOST_AUTO_TEST_CASE(hidden_keys_do_not_matter) {
  const AttentionOptions options = options_of(2, false);
  const Tensor query = random_tensor({1, 3, 8}, 1);
  const Tensor key = random_tensor({1, 4, 8}, 2);
  const Tensor value = random_tensor({1, 4, 8}, 3);
  const Tensor mask = Tensor::from({1, 4}, std::vector<std::int64_t>{1, 1, 1, 0});
  const Tensor masked = attention(query, key, value, mask, options);
  const Tensor cut =
      attention(query, slice(key, 1, 0, 3), slice(value, 1, 0, 3), Tensor(), options);
  for (std::int64_t i = 0; i < cut.numel(); ++i) {
    BOOST_TEST(std::abs(masked.data<float>()[i] - cut.data<float>()[i]) < 1e-6f);
  }
}

BOOST_AUTO_TEST_CASE(a_query_that_sees_nothing_averages_all_values) {
  const Tensor query = random_tensor({1, 1, 1}, 1);
  const Tensor key = random_tensor({1, 4, 1}, 2);
  const Tensor value = Tensor::from({1, 4, 1}, std::vector<float>{1.0f, 2.0f, 3.0f, 6.0f});
  const Tensor mask = Tensor::zeros({1, 4}, DType::kInt64);
  BOOST_TEST(attention(query, key, value, mask, options_of(1, false)).item() == 3.0f);
  BOOST_TEST(attention(query, key, value, mask, options_of(1, true)).item() == 3.0f);
}

BOOST_AUTO_TEST_CASE(large_scores_do_not_overflow) {
  const Tensor query = Tensor::full({1, 2, 4}, 1e4f);
  const Tensor key = random_tensor({1, 3, 4}, 1, 1e4f);
  const Tensor output =
      attention(query, key, random_tensor({1, 3, 4}, 2), Tensor(), options_of(1, false));
  for (std::int64_t i = 0; i < output.numel(); ++i) {
    BOOST_TEST(std::isfinite(output.data<float>()[i]));
  }
}

BOOST_AUTO_TEST_CASE(a_bias_learns_nothing_from_no_rows) {
  const Tensor none(Shape{0, 3, 4});
  Tensor bias = random_tensor({2, 3, 3}, 1);
  bias.set_requires_grad(true);
  const Tensor output = attention(none, none, none, Tensor(), bias, options_of(2, true));
  backward(output, Tensor(output.shape()));
  BOOST_TEST(same_bits(bias.grad(), Tensor::zeros({2, 3, 3})));
}

BOOST_AUTO_TEST_CASE(a_zero_bias_gives_the_same_bits_as_none) {
  const Tensor operand = random_tensor({2, 9, 8}, 1);
  const AttentionOptions options = options_of(2, true);
  BOOST_TEST(
      same_bits(attention(operand, operand, operand, Tensor(), Tensor::zeros({2, 9, 9}), options),
                attention(operand, operand, operand, Tensor(), options)));
}

BOOST_AUTO_TEST_CASE(gradients_of_every_combination_match_difference_quotients) {
  // [batch 2, query_seq, key_seq 5]; a mask under which some queries see nothing.
  const Tensor key_mask = Tensor::from({2, 5}, std::vector<std::int64_t>{0, 0, 0, 1, 1,  //
                                                                         1, 0, 1, 0, 1});
  const Tensor prefix = Tensor::from({2}, std::vector<std::int64_t>{4, 2});
  for (const std::int64_t query_seq : {1, 5, 7}) {
    for (const std::int64_t key_heads : {1, 2}) {
      for (const Tensor& mask : {Tensor(), key_mask}) {
        for (const Tensor& prefix_lengths : {Tensor(), prefix}) {
          AttentionOptions options = options_of(2, true);
          options.num_key_value_heads = key_heads;
          options.prefix_lengths = prefix_lengths;
          check_gradient(
              [&](const std::vector<Tensor>& in) {
                return attention(in[0], in[1], in[2], mask, in[3], options);
              },
              {random_tensor({2, query_seq, 6}, 1), random_tensor({2, 5, 3 * key_heads}, 2),
               random_tensor({2, 5, 3 * key_heads}, 3), random_tensor({2, query_seq, 5}, 4)});
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_prefix_of_packed_operands_is_seen_by_all) {
  const Tensor packed = random_tensor({2, 9, 24}, 1);
  AttentionOptions options = options_of(2, true);
  options.prefix_lengths = Tensor::from({2}, std::vector<std::int64_t>{5, 0});
  BOOST_TEST(same_bits(self_attention(packed, Tensor(), options),
                       attention(slice(packed, 2, 0, 8), slice(packed, 2, 8, 16),
                                 slice(packed, 2, 16, 24), Tensor(), options)));
  check_gradient(
      [&](const std::vector<Tensor>& in) { return self_attention(in[0], Tensor(), options); },
      {random_tensor({2, 9, 12}, 1)});
}

BOOST_AUTO_TEST_CASE(no_rows_give_no_rows) {
  const Tensor none(Shape{0, 3, 4});
  BOOST_TEST(attention(none, none, none, Tensor(), options_of(2, true)).numel() == 0);
  BOOST_TEST(self_attention(Tensor(Shape{2, 0, 12}), Tensor(), options_of(2, true)).numel() == 0);
}

BOOST_AUTO_TEST_CASE(shapes_that_disagree_are_errors_that_name_them) {
  const Tensor query = random_tensor({2, 3, 6}, 1);
  const AttentionOptions options = options_of(2, false);
  const Tensor wide = random_tensor({2, 3, 8}, 1);
  BOOST_CHECK_EXCEPTION(attention(query, wide, wide, Tensor(), options), ShapeError,
                        says("attention: query [2, 3, 6] and key [2, 3, 8] disagree: 6 != 8."));
  const Tensor other_batch = random_tensor({1, 3, 6}, 1);
  BOOST_CHECK_EXCEPTION(attention(query, other_batch, other_batch, Tensor(), options), ShapeError,
                        says("attention: query [2, 3, 6] and key [1, 3, 6] disagree: 2 != 1."));
  BOOST_CHECK_EXCEPTION(attention(query, query, random_tensor({2, 4, 6}, 1), Tensor(), options),
                        ShapeError, says("attention: value is [2, 4, 6], expected [2, 3, 6]."));
  BOOST_CHECK_EXCEPTION(
      attention(query, query, query, Tensor::zeros({2, 4}, DType::kInt64), options), ShapeError,
      says("attention: key_mask is [2, 4], expected [2, 3]."));
  BOOST_CHECK_EXCEPTION(attention(query, query, query, Tensor(), options_of(4, false)), ShapeError,
                        says("attention: 6 columns cannot be shared out to 4 heads. Check "
                             "`hidden_size` and `num_heads`."));
  BOOST_CHECK_EXCEPTION(attention(random_tensor({3, 6}, 1), query, query, Tensor(), options),
                        ShapeError,
                        says("attention: query [3, 6], expected [batch, seq, heads * head_size]."));
  AttentionOptions shared = options_of(2, false);
  shared.num_key_value_heads = 1;
  BOOST_CHECK_EXCEPTION(attention(query, query, query, Tensor(), shared), ShapeError,
                        says("attention: key is [2, 3, 6], expected [2, 3, 3]."));
  shared.num_key_value_heads = 4;
  BOOST_CHECK_EXCEPTION(attention(query, query, query, Tensor(), shared), ShapeError,
                        says("attention: 2 heads cannot share 4 heads of key and value. Check "
                             "`num_key_value_heads`."));
  BOOST_CHECK_EXCEPTION(
      attention(query, query, query, Tensor(), random_tensor({2, 3, 4}, 1), options), ShapeError,
      says("attention: bias is [2, 3, 4], expected [2, 3, 3]."));
  AttentionOptions prefixed = options;
  prefixed.prefix_lengths = Tensor::from({2}, std::vector<std::int64_t>{0, 4});
  BOOST_CHECK_EXCEPTION(attention(query, query, query, Tensor(), prefixed), ShapeError,
                        says("attention: prefix_lengths: row 1 has 4, expected 0 to 3."));
  prefixed.prefix_lengths = Tensor::from({2}, std::vector<std::int64_t>{-1, 0});
  BOOST_CHECK_EXCEPTION(attention(query, query, query, Tensor(), prefixed), ShapeError,
                        says("attention: prefix_lengths: row 0 has -1, expected 0 to 3."));
  prefixed.prefix_lengths = Tensor::zeros({3}, DType::kInt64);
  BOOST_CHECK_EXCEPTION(attention(query, query, query, Tensor(), prefixed), ShapeError,
                        says("attention: prefix_lengths is [3], expected [2]."));
  BOOST_CHECK_EXCEPTION(
      self_attention(random_tensor({1, 2, 12}, 1), Tensor(), shared), ShapeError,
      says("self_attention: 2 heads and 4 heads of key and value: packed operands have as many of "
           "each. Use `attention`."));
  const Tensor empty(Shape{2, 0, 6});
  BOOST_CHECK_EXCEPTION(attention(query, empty, empty, Tensor(), options), ShapeError,
                        says("attention: key [2, 0, 6] is empty."));
  BOOST_CHECK_EXCEPTION(
      self_attention(random_tensor({1, 2, 8}, 1), Tensor(), options), ShapeError,
      says("self_attention: query_key_value [1, 2, 8]: the last size is no multiple of 3."));
}

BOOST_AUTO_TEST_SUITE_END()
