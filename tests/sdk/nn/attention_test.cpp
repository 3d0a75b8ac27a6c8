#include "graft/nn/attention.h"

#include <cmath>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/ops/shape.h"
#include "tests/support/gradient_check.h"

using namespace graft;
using namespace graft::tests;

namespace {

MultiHeadAttentionOptions small_options() {
  MultiHeadAttentionOptions options;
  options.hidden_size = 8;
  options.num_heads = 4;
  options.num_key_value_heads = 2;
  options.query_deviation = options.key_value_deviation = options.output_deviation = 0.5f;
  return options;
}

float largest_difference(const Tensor& left, const Tensor& right) {
  BOOST_REQUIRE(left.shape() == right.shape());
  float largest = 0.0f;
  for (std::int64_t i = 0; i < left.numel(); ++i) {
    largest = std::max(largest, std::fabs(left.data<float>()[i] - right.data<float>()[i]));
  }
  return largest;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(multi_head_attention)

BOOST_AUTO_TEST_CASE(parameters_have_the_names_and_widths_that_were_asked_for) {
  MultiHeadAttentionOptions options = small_options();
  options.query_name = "self.query";
  options.output_name = "output.dense";
  options.output_bias = false;
  options.head_size = 6;
  Rng rng(1);
  const MultiHeadAttention attention(options, rng);
  const std::vector<NamedParameter> parameters = attention.parameters();
  BOOST_REQUIRE(parameters.size() == 7u);
  BOOST_TEST(parameters[0].name == "self.query.weight");
  BOOST_TEST((parameters[0].tensor.shape() == Shape{24, 8}));
  BOOST_TEST(parameters[2].name == "k_proj.weight");
  BOOST_TEST((parameters[2].tensor.shape() == Shape{12, 8}));
  BOOST_TEST(parameters[6].name == "output.dense.weight");
  BOOST_TEST((parameters[6].tensor.shape() == Shape{8, 24}));
}

BOOST_AUTO_TEST_CASE(gradients_match_difference_quotients) {
  Rng rng(2);
  const MultiHeadAttention attention(small_options(), rng);
  const std::vector<float> frequencies = {1.0f};
  AttentionPass pass;
  pass.causal = true;
  pass.inverse_frequencies = &frequencies;
  pass.rotary_positions = Tensor::from({3}, std::vector<std::int64_t>{0, 1, 2});
  ForwardContext context;
  check_gradient(
      [&](const std::vector<Tensor>& in) { return attention.forward(in[0], {}, pass, context); },
      {random_tensor({2, 3, 8}, 3)});
}

BOOST_AUTO_TEST_CASE(a_cache_gives_what_the_whole_pass_gives) {
  Rng rng(3);
  const MultiHeadAttention attention(small_options(), rng);
  const std::vector<float> frequencies = {0.7f};
  const Tensor hidden = random_tensor({2, 5, 8}, 4);
  ForwardContext context;
  AttentionPass pass;
  pass.causal = true;
  pass.inverse_frequencies = &frequencies;
  pass.rotary_positions = Tensor::from({5}, std::vector<std::int64_t>{0, 1, 2, 3, 4});
  const Tensor whole = attention.forward(hidden, {}, pass, context);

  KvCache cache(1);
  pass.cache = &cache;
  std::vector<Tensor> pieces;
  for (const auto& [begin, end] : {std::pair{0, 2}, std::pair{2, 3}, std::pair{3, 5}}) {
    std::vector<std::int64_t> places;
    for (int i = begin; i < end; ++i) places.push_back(i);
    pass.rotary_positions = Tensor::from({end - begin}, places);
    pieces.push_back(attention.forward(slice(hidden, 1, begin, end), {}, pass, context));
  }
  BOOST_TEST(largest_difference(concat(pieces, 1), whole) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(only_the_distance_of_rotary_positions_counts) {
  Rng rng(4);
  const MultiHeadAttention attention(small_options(), rng);
  const std::vector<float> frequencies = {0.3f};
  const Tensor hidden = random_tensor({1, 3, 8}, 5);
  ForwardContext context;
  AttentionPass pass;
  pass.inverse_frequencies = &frequencies;
  pass.rotary_positions = Tensor::from({3}, std::vector<std::int64_t>{0, 1, 2});
  const Tensor near = attention.forward(hidden, {}, pass, context);
  pass.rotary_positions = Tensor::from({1, 3}, std::vector<std::int64_t>{10, 11, 12});
  BOOST_TEST(largest_difference(attention.forward(hidden, {}, pass, context), near) < 1e-5f);
  pass.rotary_positions = Tensor::from({3}, std::vector<std::int64_t>{0, 2, 4});
  BOOST_TEST(largest_difference(attention.forward(hidden, {}, pass, context), near) > 1e-3f);
}

BOOST_AUTO_TEST_CASE(looking_at_ones_own_positions_as_a_source_is_self_attention) {
  Rng rng(5);
  const MultiHeadAttention attention(small_options(), rng);
  const Tensor hidden = random_tensor({2, 4, 8}, 6);
  ForwardContext context;
  const Tensor self = attention.forward(hidden, {}, {}, context);
  const Tensor other = attention.attend(hidden, attention.source(hidden, context), {}, {}, context);
  BOOST_TEST(same_bits(self, other));
}

BOOST_AUTO_TEST_CASE(prefixes_are_seen_by_every_position) {
  Rng rng(6);
  const MultiHeadAttention attention(small_options(), rng);
  const Tensor hidden = random_tensor({1, 3, 8}, 7);
  ForwardContext context;
  AttentionPass pass;
  pass.causal = true;
  const Tensor without = attention.forward(hidden, {}, pass, context);
  const std::vector<KeyValue> prefixes = {
      {random_tensor({1, 2, 4}, 8), random_tensor({1, 2, 4}, 9)}};
  const Tensor with = attention.forward(hidden, prefixes, pass, context);
  for (std::int64_t position = 0; position < 3; ++position) {
    BOOST_TEST(largest_difference(slice(with, 1, position, position + 1),
                                  slice(without, 1, position, position + 1)) > 1e-3f);
  }
}

BOOST_AUTO_TEST_SUITE_END()
