#include "framework/evaluate/rolling_likelihood.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/plugins/tiny/tokenizer.h"

namespace graft {
namespace {

constexpr std::int64_t kVocabulary = 129;  // of Letters

/// Finds all tokens equally likely.
class Uniform : public Autoregressive, public TextObjective {
 public:
  explicit Uniform(std::int64_t max_positions) : max_positions_(max_positions) {}

  ModelOutput forward(const Batch& batch, ForwardContext&) override {
    const Tensor& labels = batch.at("shift_labels");
    ModelOutput output;
    for (std::int64_t i = 0; i < labels.numel(); ++i) {
      if (labels.data<std::int64_t>()[i] != kIgnoreIndex) ++output.num_targets;
    }
    output.loss = Tensor::scalar(std::log(static_cast<float>(kVocabulary)));
    longest = std::max(longest, labels.dim(1));
    return output;
  }
  Value config() const override { return Value::map(); }
  std::int64_t max_positions() const override { return max_positions_; }
  std::int64_t vocab_size() const override { return kVocabulary; }
  KvCache start(const Batch&, ForwardContext&) override { return KvCache(1); }
  Tensor next_token_logits(const Tensor& input_ids, const Tensor&, KvCache&,
                           ForwardContext&) override {
    return Tensor::zeros({input_ids.dim(0), kVocabulary});
  }
  Window window(const TokenTraits&) const override { return {max_positions_ + 1, max_positions_}; }
  Batch pretraining_batch(const Tensor&, const TokenTraits&, Rng&) const override { return {}; }

  std::int64_t longest = 0;  // that was read, in tokens

 private:
  std::int64_t max_positions_;
};

/// Letters without a token that begins or ends a text.
class BareLetters : public Letters {
 public:
  SpecialTokens special_tokens() const override { return {}; }
};

std::vector<double> values_of(Uniform& model, const Tokenizer& tokenizer,
                              const std::vector<std::string>& texts) {
  const RollingLikelihood likelihood(model, tokenizer);
  PerplexityMetric metric;
  for (const std::string& text : texts) {
    for (const TextLikelihood& part : likelihood.of(text)) metric.add(part);
  }
  return metric.values();
}

bool is_near(double left, double right) { return std::abs(left - right) < 1e-4 * right; }

}  // namespace

BOOST_AUTO_TEST_SUITE(rolling_likelihood)

BOOST_AUTO_TEST_CASE(windows_predict_every_token_but_the_first_once) {
  std::vector<RollingWindow> windows = rolling_windows(7, 3);
  BOOST_REQUIRE(windows.size() == 2u);
  BOOST_TEST(windows[0].begin == 0u);
  BOOST_TEST(windows[0].first == 1u);
  BOOST_TEST(windows[0].end == 4u);
  BOOST_TEST(windows[1].begin == 3u);
  BOOST_TEST(windows[1].first == 4u);
  BOOST_TEST(windows[1].end == 7u);
  // Two tokens are left to the last window, which begins early to read four.
  windows = rolling_windows(7, 4);
  BOOST_REQUIRE(windows.size() == 2u);
  BOOST_TEST(windows[1].begin == 2u);
  BOOST_TEST(windows[1].first == 5u);
  BOOST_TEST(rolling_windows(1, 4).empty());
  BOOST_TEST(rolling_windows(0, 4).empty());
}

BOOST_AUTO_TEST_CASE(a_uniform_model_has_the_perplexity_of_its_vocabulary) {
  // 5 tokens, 5 bytes and 3 words: no end of a text is predicted.
  for (const std::int64_t positions : {2, 3, 50}) {
    Uniform model(positions);
    const std::vector<double> values = values_of(model, Letters(), {"ab c", "d"});
    BOOST_TEST(is_near(values[0], 129.0));
    BOOST_TEST(is_near(values[1], std::pow(129.0, 5.0 / 3)));
    BOOST_TEST(is_near(values[2], 129.0));
    BOOST_TEST(is_near(values[3], std::log2(129.0)));
    BOOST_TEST(model.longest <= positions);
  }
}

BOOST_AUTO_TEST_CASE(each_text_is_read_alone_after_the_token_that_begins_it) {
  Uniform model(50);
  const Letters letters;
  const RollingLikelihood likelihood(model, letters);
  const std::vector<TextLikelihood> parts = likelihood.of("abc");
  BOOST_REQUIRE(parts.size() == 1u);
  BOOST_TEST(parts[0].tokens == 3);
  BOOST_TEST(model.longest == 3);  // the first token stands before, the last one is not read
  BOOST_TEST(likelihood.of("").empty());
}

BOOST_AUTO_TEST_CASE(without_such_a_token_the_first_of_a_text_does_not_count) {
  Uniform model(50);
  const BareLetters letters;
  const RollingLikelihood likelihood(model, letters);
  const std::vector<TextLikelihood> parts = likelihood.of("ab c");
  BOOST_REQUIRE(parts.size() == 1u);
  BOOST_TEST(parts[0].tokens == 3);
  BOOST_TEST(parts[0].bytes == 3);
  BOOST_TEST(parts[0].words == 2);
  BOOST_TEST(likelihood.of("a").empty());
}

BOOST_AUTO_TEST_CASE(words_and_bytes_of_all_windows_are_those_of_the_text) {
  const std::string text = "one  two three \n four";
  for (const std::int64_t positions : {1, 2, 3, 5, 100}) {
    Uniform model(positions);
    std::int64_t words = 0;
    std::int64_t bytes = 0;
    for (const TextLikelihood& part : RollingLikelihood(model, Letters()).of(text)) {
      words += part.words;
      bytes += part.bytes;
    }
    BOOST_TEST(words == word_count(text));
    BOOST_TEST(bytes == std::ssize(text));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace graft
