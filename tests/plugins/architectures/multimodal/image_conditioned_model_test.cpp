#include "plugins/architectures/multimodal/image_conditioned_model.h"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/ops/optimizer_step.h"
#include "tests/plugins/architectures/multimodal/tiny_models.h"
#include "tests/support/gradient_check.h"
#include "tests/support/problem_texts.h"

using namespace graft;
using namespace graft::tests;

namespace {

ModelOutput pass(ImageConditionedModel& model, const Batch& batch) {
  ForwardContext context;
  return model.forward(batch, context);
}

/// Images in front of these tokens.
Batch captioned(std::int64_t rows, const std::vector<std::int64_t>& tokens) {
  Batch batch;
  batch["pixel_values"] = tiny_images(rows);
  batch["input_ids"] = ids(rows, tokens);
  return batch;
}

Batch reference_batch() {
  Batch batch = captioned(2, {1, 10, 3, 5, 2, 10, 4, 6, 2, 0});
  batch["attention_mask"] = ids(2, {1, 1, 1, 1, 1, 1, 1, 1, 1, 0});
  batch["labels"] = ids(2, {-100, -100, 3, 5, 2, -100, 4, 6, 2, 7});
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image_conditioned_model)

BOOST_AUTO_TEST_CASE(logits_loss_and_gradients_equal_the_reference) {
  const auto model = tiny_image_conditioned();
  fill_with_sines(*model);
  const Batch batch = reference_batch();
  const ModelOutput output = pass(*model, batch);
  BOOST_TEST(output.num_targets == 6);
  BOOST_TEST(output.logits.shape() == (Shape{2, 8, 11}));
  check_against_reference(*model, batch, "image_conditioned", output.logits, output.loss);
}

BOOST_AUTO_TEST_CASE(gradients_at_the_pixels_match_difference_quotients) {
  const auto model = tiny_image_conditioned();
  fill_with_sines(*model);
  set_trainable(*model, false);
  Batch batch = captioned(1, {1, 10, 3});
  check_gradient(
      [&](const std::vector<Tensor>& inputs) {
        batch["pixel_values"] = inputs[0];
        return pass(*model, batch).logits;
      },
      {tiny_images(1)});
}

BOOST_AUTO_TEST_CASE(the_loss_alone_is_the_same) {
  const auto model = tiny_image_conditioned();
  fill_with_sines(*model);
  ForwardContext context;
  context.logits = false;
  const ModelOutput output = model->forward(reference_batch(), context);
  BOOST_TEST(!output.logits.defined());
  BOOST_TEST(output.num_targets == 6);
  BOOST_TEST(std::fabs(output.loss.item() - pass(*model, reference_batch()).loss.item()) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(cached_decoding_equals_full_decoding) {
  for (const bool ties : {false, true}) {
    ImageConditionedOptions options = tiny_image_conditioned_options();
    options.tie_word_embeddings = ties;
    const auto model = tiny_image_conditioned(options);
    fill_with_sines(*model);
    const NoGradient no_gradient;
    const Tensor full = pass(*model, captioned(2, {1, 3, 5, 2, 4, 6})).logits;
    ForwardContext context;
    Batch source;
    source["pixel_values"] = tiny_images();
    KvCache cache = model->start(source, context);
    BOOST_TEST(cache.length() == 4);
    Tensor next = model->next_token_logits(ids(2, {1, 3, 2, 4}), {}, cache, context);
    BOOST_TEST(difference(at(full, 0, 5), next.view_rows(0, 1)) < 1e-5f);
    BOOST_TEST(difference(at(full, 1, 5), next.view_rows(1, 2)) < 1e-5f);
    next = model->next_token_logits(ids(2, {5, 6}), {}, cache, context);
    BOOST_TEST(difference(at(full, 0, 6), next.view_rows(0, 1)) < 1e-5f);
    BOOST_TEST(difference(at(full, 1, 6), next.view_rows(1, 2)) < 1e-5f);
  }
}

BOOST_AUTO_TEST_CASE(ragged_prompts_are_read_as_each_alone) {
  const auto model = tiny_image_conditioned();
  fill_with_sines(*model);
  const NoGradient no_gradient;
  ForwardContext context;
  Batch source;
  source["pixel_values"] = tiny_images();
  Batch second;
  second["pixel_values"] = tiny_images().view_rows(1, 2);
  KvCache alone = model->start(second, context);
  model->next_token_logits(ids(1, {4}), {}, alone, context);
  const Tensor wanted = model->next_token_logits(ids(1, {6}), {}, alone, context);
  for (const bool is_left : {true, false}) {
    KvCache cache = model->start(source, context);
    const Tensor prompts = is_left ? ids(2, {1, 3, 5, 0, 0, 4}) : ids(2, {1, 3, 5, 4, 0, 0});
    const Tensor mask = is_left ? ids(2, {1, 1, 1, 0, 0, 1}) : ids(2, {1, 1, 1, 1, 0, 0});
    model->next_token_logits(prompts, mask, cache, context);
    const Tensor next = model->next_token_logits(ids(2, {2, 6}), {}, cache, context);
    BOOST_TEST(difference(next.view_rows(1, 2), wanted) < 1e-5f);
  }
}

BOOST_AUTO_TEST_CASE(rows_of_the_cache_can_be_spread_over_beams) {
  const auto model = tiny_image_conditioned();
  fill_with_sines(*model);
  const NoGradient no_gradient;
  ForwardContext context;
  Batch source;
  source["pixel_values"] = tiny_images();
  KvCache cache = model->start(source, context);
  cache.select_rows({1, 1, 0});
  const Tensor next = model->next_token_logits(ids(3, {4, 5, 4}), {}, cache, context);
  KvCache again = model->start(source, context);
  const Tensor wanted = model->next_token_logits(ids(2, {4, 4}), {}, again, context);
  BOOST_TEST(difference(next.view_rows(0, 1), wanted.view_rows(1, 2)) < 1e-6f);
  BOOST_TEST(difference(next.view_rows(2, 3), wanted.view_rows(0, 1)) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(texts_come_without_images_too) {
  const auto model = tiny_image_conditioned();
  fill_with_sines(*model);
  const NoGradient no_gradient;
  Batch batch;
  batch["input_ids"] = ids(1, {1, 3, 5});
  const Tensor full = pass(*model, batch).logits;
  BOOST_TEST(full.shape() == (Shape{1, 3, 11}));
  ForwardContext context;
  KvCache cache = model->start({}, context);
  BOOST_TEST(difference(model->next_token_logits(ids(1, {1, 3, 5}), {}, cache, context),
                        at(full, 0, 2)) < 1e-5f);
}

BOOST_AUTO_TEST_CASE(images_matter_and_company_does_not) {
  const auto model = tiny_image_conditioned();
  fill_with_sines(*model);
  const Tensor both = pass(*model, captioned(2, {1, 3, 1, 3})).logits;
  BOOST_TEST(difference(at(both, 0, 5), at(both, 1, 5)) > 1e-3f);
  Batch second = captioned(1, {1, 3});
  second["pixel_values"] = tiny_images().view_rows(1, 2);
  BOOST_TEST(difference(at(pass(*model, second).logits, 0, 5), at(both, 1, 5)) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(a_token_for_each_position_says_the_same_as_one_for_the_image) {
  const auto model = tiny_image_conditioned();
  fill_with_sines(*model);
  Batch one = captioned(1, {1, 10, 3});
  Batch each = captioned(1, {1, 10, 10, 10, 10, 3});
  BOOST_TEST(same_bits(pass(*model, one).logits, pass(*model, each).logits));
  Batch front = captioned(1, {1, 3});
  Batch marked = captioned(1, {10, 1, 3});
  BOOST_TEST(same_bits(pass(*model, front).logits, pass(*model, marked).logits));
}

BOOST_AUTO_TEST_CASE(the_class_token_is_read_where_all_features_are) {
  ImageConditionedOptions options = tiny_image_conditioned_options();
  options.vision_feature_select_strategy = "full";
  const auto model = tiny_image_conditioned(options);
  BOOST_TEST(pass(*model, captioned(1, {1, 3})).logits.shape() == (Shape{1, 7, 11}));
}

BOOST_AUTO_TEST_CASE(captions_are_framed_and_alone_predicted) {
  const auto model = tiny_image_conditioned();
  Rng rng(1);
  const Batch batch =
      model->pretraining_batch(tiny_images(), {{3, 4}, {5}}, tiny_tokens(1, 9, 0), rng);
  using Ids = std::vector<std::int64_t>;
  BOOST_TEST(values_of(batch.at("input_ids")) == (Ids{1, 3, 4, 9, 1, 5, 9, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(values_of(batch.at("attention_mask")) == (Ids{1, 1, 1, 1, 1, 1, 1, 0}),
             boost::test_tools::per_element());
  BOOST_TEST(values_of(batch.at("labels")) == (Ids{-100, 3, 4, 9, -100, 5, 9, -100}),
             boost::test_tools::per_element());
  BOOST_TEST(pass(*model, batch).num_targets == 5);
  BOOST_TEST(!model->needs_distinct_texts());

  // Without a token that begins texts the image predicts their first.
  const Batch bare =
      model->pretraining_batch(tiny_images(), {{3, 4}, {5}}, tiny_tokens({}, 9, {}), rng);
  BOOST_TEST(values_of(bare.at("input_ids")) == (Ids{3, 4, 9, 5, 9, 9}),
             boost::test_tools::per_element());
  BOOST_TEST(pass(*model, bare).num_targets == 5);

  const Ids long_text(30, 4);
  const Batch cut =
      model->pretraining_batch(tiny_images(), {long_text, {5}}, tiny_tokens(1, 9, 0), rng);
  BOOST_TEST(cut.at("input_ids").dim(1) == 12);  // 16 positions, 4 of them of the image
  BOOST_TEST(cut.at("input_ids").data<std::int64_t>()[11] == 9);
  pass(*model, cut);
  BOOST_TEST(problem_text([&] {
               model->pretraining_batch(tiny_images(), {{3}, {4}}, tiny_tokens(1, {}, 0), rng);
             }).find("image-conditioned needs an end-of-text token") != std::string::npos);
  BOOST_TEST(model->frame_text({3}, tiny_tokens(1, 9, 0).special) == (Ids{1, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_small_batch_is_learned_by_heart) {
  ImageConditionedOptions options = tiny_image_conditioned_options();
  options.hidden_size = 16;
  options.vision_hidden_size = 0;
  options.vision_num_heads = 2;
  options.vision_feature_layer = -1;
  const auto model = tiny_image_conditioned(options);
  Rng rng(3);
  const Tensor images = random_tensor({3, 3, 7, 7}, 5);
  const std::vector<std::vector<std::int64_t>> texts = {{3, 4}, {5}, {4, 4, 6}};
  const Batch batch = model->pretraining_batch(images, texts, tiny_tokens(1, 9, 0), rng);
  ForwardContext context{.training = true, .rng = &rng, .hidden_states = false, .logits = false};
  std::vector<NamedParameter> parameters = model->parameters();
  std::vector<Tensor> first;
  std::vector<Tensor> second;
  for (const NamedParameter& parameter : parameters) {
    first.push_back(Tensor::zeros(parameter.tensor.shape()));
    second.push_back(Tensor::zeros(parameter.tensor.shape()));
  }
  AdamwStep how;
  how.learning_rate = 1e-2;
  for (how.step = 1; how.step <= 80; ++how.step) {
    backward(model->forward(batch, context).loss);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Tensor& tensor = parameters[i].tensor;
      if (!tensor.grad().defined()) continue;
      adamw_step(tensor, tensor.grad(), first[i], second[i], how);
      tensor.clear_grad();
    }
  }
  const float loss = model->forward(batch, context).loss.item();
  BOOST_TEST(loss < 0.05f, "the loss is " << loss);

  const NoGradient no_gradient;
  ForwardContext quiet;
  Batch source;
  source["pixel_values"] = images;
  KvCache cache = model->start(source, quiet);
  Tensor next = ids(3, {1, 1, 1});
  for (std::size_t t = 0; t < 3; ++t) {
    const Tensor logits = model->next_token_logits(next, {}, cache, quiet);
    for (std::int64_t row = 0; row < 3; ++row) {
      const float* const begin = logits.data<float>() + row * 11;
      const std::int64_t best = std::max_element(begin, begin + 11) - begin;
      const auto& text = texts[static_cast<std::size_t>(row)];
      if (t <= text.size()) BOOST_TEST(best == (t < text.size() ? text[t] : 9));
      next.data<std::int64_t>()[row] = best;
    }
  }
}

BOOST_AUTO_TEST_CASE(parameters_have_the_published_names) {
  const auto model = tiny_image_conditioned();
  std::set<std::string> names;
  for (const NamedParameter& parameter : model->parameters()) names.insert(parameter.name);
  for (const char* name :
       {"vision_tower.vision_model.pre_layrnorm.weight",
        "vision_tower.vision_model.encoder.layers.1.mlp.fc2.bias",
        "multi_modal_projector.linear_2.bias", "language_model.model.embed_tokens.weight",
        "language_model.model.layers.0.self_attn.o_proj.weight", "language_model.model.norm.weight",
        "language_model.lm_head.weight"}) {
    BOOST_TEST(names.count(name) == 1u, name);
  }
  const auto name = [&](const std::string& checkpoint) {
    return model->parameter_name(checkpoint);
  };
  BOOST_TEST(name("vision_tower.vision_model.embeddings.position_ids").empty());
  BOOST_TEST(name("language_model.model.layers.0.self_attn.rotary_emb.inv_freq").empty());
  BOOST_TEST(name("model.language_model.norm.weight") == "language_model.model.norm.weight");
  BOOST_TEST(name("lm_head.weight") == "language_model.lm_head.weight");
  BOOST_TEST(name("other") == "other");
  ImageConditionedOptions options = tiny_image_conditioned_options();
  options.tie_word_embeddings = true;
  BOOST_TEST(tiny_image_conditioned(options)->parameter_name("language_model.lm_head.weight") ==
             "language_model.model.embed_tokens.weight");
}

BOOST_AUTO_TEST_CASE(inputs_that_do_not_fit_are_refused) {
  const auto model = tiny_image_conditioned();
  const auto text = [&](const Batch& batch) { return problem_text([&] { pass(*model, batch); }); };
  Batch batch = captioned(1, {1, 3});
  batch["pixel_values"] = tiny_images(1, 8);
  BOOST_TEST(text(batch).find("image_size of the model is 7") != std::string::npos);
  BOOST_TEST(text(captioned(1, {1, 12})).find("12") != std::string::npos);
  ForwardContext context;
  KvCache cache = model->start({}, context);
  BOOST_TEST(problem_text([&] {
               model->next_token_logits(ids(1, {1, 10}), {}, cache, context);
             }).find("images are read in front of it") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_fit_together_are_named) {
  const auto text = [](const ImageConditionedOptions& options) {
    return problem_text([&] { tiny_image_conditioned(options); });
  };
  ImageConditionedOptions options = tiny_image_conditioned_options();
  options.max_positions = 4;
  BOOST_TEST(text(options).find("max_positions 4 leaves no room for text beside the 4 positions") !=
             std::string::npos);
  options = tiny_image_conditioned_options();
  options.vision_feature_layer = -4;
  BOOST_TEST(text(options).find("vision_feature_layer -4: the vision tower has 2 layers; use -3 to "
                                "2") != std::string::npos);
  options = tiny_image_conditioned_options();
  options.vocab_size = 0;
  BOOST_TEST(text(options).find("vocab_size is not known") != std::string::npos);
  Rng rng(1);
  BOOST_TEST(problem_text([&] {
               ImageConditionedModel(tiny_image_conditioned_options(), three_classes(), rng);
             }).find("image-conditioned has no head for image classification") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
