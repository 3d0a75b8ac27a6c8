#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/ops/optimizer_step.h"
#include "plugins/architectures/multimodal/clip_model.h"
#include "tests/plugins/architectures/multimodal/tiny_models.h"
#include "tests/support/gradient_check.h"
#include "tests/support/problem_texts.h"

using namespace graft;
using namespace graft::tests;

namespace {

void take_step(const ClipModel& model, std::int64_t step, std::vector<Tensor>& moments) {
  AdamwStep how;
  how.learning_rate = 1e-2;
  how.step = step;
  std::size_t i = 0;
  for (NamedParameter& parameter : model.parameters()) {
    if (step == 1) {
      moments.push_back(Tensor::zeros(parameter.tensor.shape()));
      moments.push_back(Tensor::zeros(parameter.tensor.shape()));
    }
    Tensor& first = moments[i++];
    Tensor& second = moments[i++];
    if (!parameter.tensor.grad().defined()) continue;
    adamw_step(parameter.tensor, parameter.tensor.grad(), first, second, how);
    parameter.tensor.clear_grad();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_pretraining)

BOOST_AUTO_TEST_CASE(texts_are_framed_cut_and_padded) {
  const auto model = tiny_clip();
  Rng rng(1);
  const Batch batch =
      model->pretraining_batch(tiny_images(), {{3, 4, 5, 6, 7, 8}, {}}, tiny_tokens(1, 9, 0), rng);
  BOOST_TEST(values_of(batch.at("input_ids")) ==
                 (std::vector<std::int64_t>{1, 3, 4, 5, 6, 9, 1, 9, 0, 0, 0, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(values_of(batch.at("attention_mask")) ==
                 (std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(same_bits(batch.at("pixel_values"), tiny_images()));
  BOOST_TEST(model->needs_distinct_texts());
  ForwardContext context;
  BOOST_TEST(model->forward(batch, context).num_targets == 2);
}

BOOST_AUTO_TEST_CASE(every_batch_frames_every_text_whatever_its_length) {
  const auto model = tiny_clip();
  Rng rng(5);
  std::int64_t tokens = 0;
  while (tokens < 100000) {
    std::vector<std::vector<std::int64_t>> texts;
    for (int i = 0; i < 64; ++i) {
      std::vector<std::int64_t> text(static_cast<std::size_t>(rng.below(9)));
      for (std::int64_t& id : text) id = 2 + rng.below(7);
      texts.push_back(std::move(text));
    }
    const Batch batch =
        model->pretraining_batch(Tensor::zeros({64, 3, 7, 7}), texts, tiny_tokens(1, 9, 0), rng);
    const std::vector<std::int64_t> found = values_of(batch.at("input_ids"));
    const std::vector<std::int64_t> mask = values_of(batch.at("attention_mask"));
    const std::int64_t seq = batch.at("input_ids").dim(1);
    for (std::size_t row = 0; row < texts.size(); ++row) {
      std::vector<std::int64_t> wanted = {1};
      for (const std::int64_t id : texts[row]) {
        if (wanted.size() < 5) wanted.push_back(id);
      }
      wanted.push_back(9);
      for (std::size_t t = 0; t < static_cast<std::size_t>(seq); ++t) {
        const std::size_t index = row * static_cast<std::size_t>(seq) + t;
        const bool is_real = t < wanted.size();
        if (found[index] != (is_real ? wanted[t] : 0) || mask[index] != (is_real ? 1 : 0)) {
          BOOST_TEST_REQUIRE(false, "row " << row << ", position " << t);
        }
      }
    }
    tokens += static_cast<std::int64_t>(found.size());
  }
}

BOOST_AUTO_TEST_CASE(a_token_that_both_begins_and_ends_texts_stands_at_their_end_alone) {
  const auto model = tiny_clip();
  Rng rng(1);
  const Batch batch =
      model->pretraining_batch(tiny_images(), {{3, 4}, {5}}, tiny_tokens(9, 9, {}), rng);
  BOOST_TEST(values_of(batch.at("input_ids")) == (std::vector<std::int64_t>{3, 4, 9, 5, 9, 9}),
             boost::test_tools::per_element());
  BOOST_TEST(
      model->frame_text({3}, tiny_tokens({}, 9, {}).special) == (std::vector<std::int64_t>{3, 9}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(vocabularies_without_the_right_end_are_refused) {
  const auto model = tiny_clip();
  Rng rng(1);
  const auto text = [&](const TokenTraits& tokens, std::size_t count) {
    return problem_text([&] {
      model->pretraining_batch(tiny_images(), std::vector<std::vector<std::int64_t>>(count), tokens,
                               rng);
    });
  };
  BOOST_TEST(text(tiny_tokens(1, {}, 0), 2) ==
             "error: CLIP needs an end-of-text token, and the vocabulary has none; train the "
             "tokenizer with `<|endoftext|>` as a special token");
  BOOST_TEST(text(tiny_tokens(1, 8, 0), 2)
                 .find("texts end with token 8, but eos_token_id of the model is 9") !=
             std::string::npos);
  BOOST_TEST(text(tiny_tokens(1, 9, 0), 3).find("pixel_values [2, 3, 7, 7] and 3 texts") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_small_batch_is_learned_by_heart) {
  ClipOptions options = tiny_clip_options();
  options.hidden_size = 16;
  options.vision_hidden_size = 16;
  options.vision_num_heads = 2;
  options.intermediate_size = 32;
  options.vision_intermediate_size = 32;
  const auto model = tiny_clip(options);
  Rng rng(3);
  const Batch batch = model->pretraining_batch(
      random_tensor({4, 3, 7, 7}, 5), {{3, 4}, {5}, {6, 7, 8}, {4}}, tiny_tokens(1, 9, 0), rng);
  ForwardContext context{.training = true, .rng = &rng, .hidden_states = false, .logits = false};
  std::vector<Tensor> moments;
  for (std::int64_t step = 1; step <= 60; ++step) {
    backward(model->forward(batch, context).loss);
    take_step(*model, step, moments);
    model->constrain_parameters();
  }
  const float loss = model->forward(batch, context).loss.item();
  BOOST_TEST(loss < 0.02f, "the loss is " << loss);  // chance: ln 4 = 1.39
}

BOOST_AUTO_TEST_SUITE_END()
