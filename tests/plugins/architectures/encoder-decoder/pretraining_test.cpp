#include "plugins/architectures/encoder-decoder/pretraining.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/architectures/encoder-decoder/tiny_t5.h"
#include "tests/support/problem_texts.h"

namespace {

using graft::Batch;
using graft::Tensor;
using Ids = std::vector<std::int64_t>;

constexpr std::int64_t kEnd = 1;
constexpr std::int64_t kFirstSentinel = 5000;
constexpr std::int64_t kFirstText = 10;

Ids sentinels(std::int64_t count) {
  Ids result;  // as in T5, the first has the highest id
  for (std::int64_t i = 0; i < count; ++i) result.push_back(kFirstSentinel - i);
  return result;
}

Ids text_of(std::int64_t length) {
  Ids text(static_cast<std::size_t>(length));
  std::iota(text.begin(), text.end(), kFirstText);
  return text;
}

graft::TokenTraits traits(std::int64_t num_sentinels) {
  graft::TokenTraits tokens;
  tokens.special.eos = kEnd;
  tokens.special.pad = 0;
  tokens.special.sentinels = sentinels(num_sentinels);
  tokens.vocab_size = kFirstSentinel + 1;
  return tokens;
}

graft::EncoderDecoderOptions options_of(std::int64_t max_positions) {
  graft::EncoderDecoderOptions options = graft::tests::tiny_options();
  options.vocab_size = kFirstSentinel + 1;
  options.max_positions = max_positions;
  return options;
}

Ids row_of(const Tensor& tensor, std::int64_t row) {
  const std::int64_t* begin = tensor.data<std::int64_t>() + row * tensor.dim(1);
  return Ids(begin, begin + tensor.dim(1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoder_decoder_pretraining)

BOOST_AUTO_TEST_CASE(batches_are_padded_and_rows_keep_their_own_length) {
  const auto model = graft::tests::tiny_model(options_of(40));
  Tensor windows({3, 40}, graft::DType::kInt64);
  std::fill_n(windows.data<std::int64_t>(), windows.numel(), graft::kIgnoreIndex);
  const std::int64_t lengths[] = {40, 20, 1};
  for (std::int64_t row = 0; row < 3; ++row) {
    const Ids text = text_of(lengths[row]);
    std::copy(text.begin(), text.end(), windows.data<std::int64_t>() + row * 40);
  }
  graft::Rng rng(3);
  const Batch batch = model->pretraining_batch(windows, traits(2), rng);
  // 40: 6 cut in 2 spans; 20: 3 in 1; 1: nothing to cut.
  BOOST_TEST(batch.at("input_ids").shape() == (graft::Shape{3, 37}));
  BOOST_TEST(batch.at("labels").shape() == (graft::Shape{3, 9}));
  const std::int64_t inputs[] = {37, 19, 2};
  const std::int64_t targets[] = {9, 5, 1};
  for (std::int64_t row = 0; row < 3; ++row) {
    const Ids input = row_of(batch.at("input_ids"), row);
    const Ids mask = row_of(batch.at("attention_mask"), row);
    const Ids labels = row_of(batch.at("labels"), row);
    for (std::int64_t i = 0; i < 37; ++i) {
      const auto index = static_cast<std::size_t>(i);
      BOOST_TEST(mask[index] == (i < inputs[row] ? 1 : 0));
      BOOST_TEST((input[index] == 0) == (i >= inputs[row]));
      BOOST_TEST((input[index] == kEnd) == (i == inputs[row] - 1));
    }
    for (std::int64_t i = 0; i < 9; ++i) {
      const auto index = static_cast<std::size_t>(i);
      BOOST_TEST((labels[index] == graft::kIgnoreIndex) == (i >= targets[row]));
      BOOST_TEST((labels[index] == kEnd) == (i == targets[row] - 1));
    }
  }
  BOOST_TEST(row_of(batch.at("input_ids"), 2)[0] == kFirstText);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_batch) {
  const auto model = graft::tests::tiny_model(options_of(100));
  const Tensor windows = Tensor::from({1, 100}, text_of(100));
  const auto input_of = [&](std::uint64_t seed) {
    graft::Rng rng(seed);
    return row_of(model->pretraining_batch(windows, traits(5), rng).at("input_ids"), 0);
  };
  BOOST_TEST(input_of(4) == input_of(4), boost::test_tools::per_element());
  BOOST_TEST((input_of(4) != input_of(5)));
}

BOOST_AUTO_TEST_CASE(a_prefix_language_model_reads_the_first_half) {
  graft::EncoderDecoderOptions options = options_of(7);
  options.objective = "prefix_lm";
  const auto model = graft::tests::tiny_model(options);
  graft::Rng rng(3);
  const Batch batch = model->pretraining_batch(Tensor::from({1, 7}, text_of(7)), traits(0), rng);
  BOOST_TEST(row_of(batch.at("input_ids"), 0) == (Ids{10, 11, 12, kEnd}),
             boost::test_tools::per_element());
  BOOST_TEST(row_of(batch.at("labels"), 0) == (Ids{13, 14, 15, 16}),
             boost::test_tools::per_element());
  // Half of a window has been in the one before, so that every token is a target once.
  BOOST_TEST(model->window(traits(0)).length == 7);
  BOOST_TEST(model->window(traits(0)).stride == 4);
  const Batch short_rows = model->pretraining_batch(
      graft::tests::ids(2, {10, 11, 12, 13, -100, -100, -100, 10, 11, 12, -100, -100, -100, -100}),
      traits(0), rng);
  BOOST_TEST(row_of(short_rows.at("labels"), 0) == (Ids{13, -100}),
             boost::test_tools::per_element());
  BOOST_TEST(row_of(short_rows.at("labels"), 1) == (Ids{11, 12}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(windows_are_as_long_as_the_option_says_and_do_not_overlap) {
  const auto window = graft::tests::tiny_model(options_of(40))->window(traits(2));
  BOOST_TEST(window.length == 40);
  BOOST_TEST(window.stride == 40);
}

BOOST_AUTO_TEST_CASE(missing_tokens_are_named_and_counted) {
  const auto model = graft::tests::tiny_model(options_of(512));
  graft::TokenTraits tokens = traits(3);
  BOOST_TEST(graft::problem_text([&] { model->window(tokens); }) ==
             "error: span_corruption: the vocabulary has 3 of the 26 sentinels that windows of 512 "
             "tokens need; use a tokenizer with them, or lower max_positions");
  tokens.special.eos.reset();
  BOOST_TEST(graft::problem_text([&] {
               model->window(tokens);
             }).find("has no end-of-sequence token and 3 of the 26 sentinels") !=
             std::string::npos);
  graft::EncoderDecoderOptions options = options_of(512);
  options.objective = "prefix_lm";
  BOOST_TEST(graft::problem_text([&] { graft::tests::tiny_model(options)->window(tokens); }) ==
             "error: prefix_lm: the vocabulary has no end-of-sequence token; use a tokenizer "
             "with them");
}

BOOST_AUTO_TEST_SUITE_END()
