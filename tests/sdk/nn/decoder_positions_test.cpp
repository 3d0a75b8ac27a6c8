#include "graft/nn/decoder_positions.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

using Ids = std::vector<std::int64_t>;

Ids ids_of(const Tensor& tensor) {
  return {tensor.data<std::int64_t>(), tensor.data<std::int64_t>() + tensor.numel()};
}

DecoderInput input_of(std::int64_t batch, std::int64_t seq) {
  DecoderInput input;
  input.batch = batch;
  input.seq = seq;
  return input;
}

void append_positions(KvCache& cache, std::int64_t count) {
  cache.append_mask(Tensor(), 1, count);
  cache.append(0, Tensor::zeros({1, count, 1}), Tensor::zeros({1, count, 1}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decoder_positions_of_tokens)

BOOST_AUTO_TEST_CASE(without_a_cache_positions_count_whatever_the_mask) {
  DecoderInput input = input_of(1, 3);
  input.attention_mask = Tensor::from({1, 3}, Ids{0, 1, 1});
  const DecoderPositions positions = decoder_positions(input);
  BOOST_TEST(ids_of(positions.position_ids) == (Ids{0, 1, 2}), boost::test_tools::per_element());
  BOOST_TEST(ids_of(positions.key_mask) == (Ids{0, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_mask_that_hides_nothing_is_no_mask) {
  DecoderInput input = input_of(1, 2);
  input.attention_mask = Tensor::from({1, 2}, Ids{1, 1});
  BOOST_TEST(!decoder_positions(input).key_mask.defined());
}

BOOST_AUTO_TEST_CASE(positions_start_behind_a_learned_prefix_which_is_always_seen) {
  DecoderInput input = input_of(1, 2);
  input.attention_mask = Tensor::from({1, 2}, Ids{0, 1});
  input.prefix_length = 2;
  const DecoderPositions positions = decoder_positions(input);
  BOOST_TEST(ids_of(positions.position_ids) == (Ids{2, 3}), boost::test_tools::per_element());
  BOOST_TEST(ids_of(positions.key_mask) == (Ids{1, 1, 0, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(with_a_cache_only_real_tokens_and_the_prefix_take_positions) {
  KvCache cache(1);
  DecoderInput input = input_of(2, 2);
  input.attention_mask = Tensor::from({2, 2}, Ids{0, 1, 1, 1});
  input.prefix_length = 3;
  input.cache = &cache;
  const DecoderPositions positions = decoder_positions(input);
  BOOST_TEST((positions.position_ids.shape() == Shape{2, 2}));
  BOOST_TEST(ids_of(positions.position_ids)[1] == 3);
  BOOST_TEST((ids_of(positions.position_ids)[2] == 3 && ids_of(positions.position_ids)[3] == 4));
  BOOST_TEST(ids_of(positions.key_mask) == (Ids{1, 1, 1, 0, 1, 1, 1, 1, 1, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(given_positions_are_taken) {
  DecoderInput input = input_of(1, 2);
  input.position_ids = Tensor::from({1, 2}, Ids{5, 7});
  BOOST_TEST(ids_of(decoder_positions(input).position_ids) == (Ids{5, 7}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(learned_keys_in_front_lengthen_what_is_seen_both_ways) {
  DecoderInput input = input_of(2, 3);
  input.prefix_lengths = Tensor::from({2}, Ids{1, 2});
  input.prefix_length = 4;
  BOOST_TEST(ids_of(decoder_positions(input).prefix_lengths) == (Ids{5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(positions_end_at_the_greatest) {
  KvCache cache(1);
  append_positions(cache, 2);
  DecoderInput input = input_of(1, 3);
  input.cache = &cache;
  input.max_positions = 4;
  BOOST_TEST(problem_text([&] { decoder_positions(input); }) ==
             "error: the sequence takes 5 positions, but the model has 4; shorten the text, or "
             "build the model with a larger max_positions");
  input.seq = 2;
  BOOST_TEST(ids_of(decoder_positions(input).position_ids) == (Ids{2, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(masks_and_positions_of_another_shape_are_errors) {
  DecoderInput input = input_of(1, 2);
  input.attention_mask = Tensor::from({1, 3}, Ids{1, 1, 1});
  BOOST_TEST(problem_text([&] { decoder_positions(input); }) ==
             "error: attention_mask [1, 3] and input_ids [1, 2] must have the same shape");
  input = input_of(1, 2);
  input.position_ids = Tensor::from({2}, Ids{0, 1});
  BOOST_TEST(problem_text([&] { decoder_positions(input); }) ==
             "error: position_ids [2] and input_ids [1, 2] must have the same shape");
}

BOOST_AUTO_TEST_SUITE_END()
