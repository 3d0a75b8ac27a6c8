#include "plugins/architectures/multimodal/clip_model.h"

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

Batch reference_batch() {
  Batch batch;
  batch["pixel_values"] = tiny_images();
  batch["input_ids"] = ids(2, {1, 3, 7, 9, 0, 0, 1, 9, 0, 0, 0, 0});
  batch["attention_mask"] = ids(2, {1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0});
  return batch;
}

ModelOutput pass(ClipModel& model, const Batch& batch) {
  ForwardContext context;
  context.hidden_states = true;
  return model.forward(batch, context);
}

Batch texts(std::int64_t rows, const std::vector<std::int64_t>& values) {
  Batch batch;
  batch["input_ids"] = ids(rows, values);
  return batch;
}

Tensor embedded(ClipModel& model, const Batch& batch) {
  ForwardContext context;
  return model.embed_text(batch, context);
}

float& logit_scale(ClipModel& model) {
  for (NamedParameter& parameter : model.parameters()) {
    if (parameter.name == "logit_scale") return *parameter.tensor.data<float>();
  }
  throw Error("no logit_scale");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_model)

BOOST_AUTO_TEST_CASE(similarities_loss_and_gradients_equal_the_reference) {
  const auto model = tiny_clip();
  fill_with_sines(*model);
  Batch batch = reference_batch();
  const ModelOutput output = pass(*model, batch);
  BOOST_TEST(output.num_targets == 2);
  BOOST_TEST(!output.logits.defined());
  check_against_reference(*model, {}, "clip", output.more.at("logits_per_text"), output.loss);
}

BOOST_AUTO_TEST_CASE(classes_loss_and_gradients_equal_the_reference) {
  const auto model = tiny_clip(tiny_clip_options(), three_classes());
  fill_with_sines(*model);
  Batch batch;
  batch["pixel_values"] = tiny_images();
  batch["labels"] = Tensor::from({2}, std::vector<std::int64_t>{2, 0});
  const ModelOutput output = pass(*model, batch);
  BOOST_TEST(output.num_targets == 2);
  BOOST_TEST(output.hidden_states.size() == 3u);
  check_against_reference(*model, {}, "classifier", output.logits, output.loss);
}

BOOST_AUTO_TEST_CASE(gradients_at_the_pixels_match_difference_quotients) {
  const auto model = tiny_clip();
  fill_with_sines(*model);
  set_trainable(*model, false);
  Batch batch = reference_batch();
  check_gradient(
      [&](const std::vector<Tensor>& inputs) {
        batch["pixel_values"] = inputs[0];
        return pass(*model, batch).more.at("logits_per_image");
      },
      {tiny_images(1)});
}

BOOST_AUTO_TEST_CASE(outputs_have_the_published_names) {
  const auto model = tiny_clip();
  const ModelOutput output = pass(*model, reference_batch());
  std::set<std::string> names;
  for (const auto& [name, tensor] : output.more) names.insert(name);
  BOOST_TEST(
      names == (std::set<std::string>{"image_embeds", "logits_per_image", "logits_per_text",
                                      "text.hidden_states.0", "text.hidden_states.1",
                                      "text.hidden_states.2", "text.last_hidden_state",
                                      "text.pooler_output", "text_embeds", "vision.hidden_states.0",
                                      "vision.hidden_states.1", "vision.hidden_states.2",
                                      "vision.last_hidden_state", "vision.pooler_output"}),
      boost::test_tools::per_element());
  BOOST_TEST(output.more.at("vision.last_hidden_state").shape() == (Shape{2, 5, 12}));
  BOOST_TEST(same_bits(output.more.at("vision.last_hidden_state"),
                       output.more.at("vision.hidden_states.2")));
}

BOOST_AUTO_TEST_CASE(embeddings_have_length_one) {
  const auto model = tiny_clip();
  const Batch batch = reference_batch();
  ForwardContext context;
  for (const Tensor& unit :
       {model->embed_image(batch, context), model->embed_text(batch, context)}) {
    BOOST_TEST(unit.shape() == (Shape{2, 5}));
    for (std::int64_t row = 0; row < 2; ++row) {
      double squares = 0.0;
      for (std::int64_t i = 0; i < 5; ++i) {
        const double value = unit.data<float>()[row * 5 + i];
        squares += value * value;
      }
      BOOST_TEST(std::fabs(squares - 1.0) < 1e-5);
    }
  }
  BOOST_TEST(model->similarity_scale() == 1.0 / 0.07, boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(other_numbers_of_images_and_texts_give_similarities_and_no_loss) {
  const auto model = tiny_clip();
  fill_with_sines(*model);
  Batch batch = reference_batch();
  const Tensor both = pass(*model, batch).more.at("logits_per_text");
  batch["pixel_values"] = batch.at("pixel_values").view_rows(0, 1);
  const ModelOutput output = pass(*model, batch);
  BOOST_TEST(!output.loss.defined());
  BOOST_TEST(output.more.at("logits_per_image").shape() == (Shape{1, 2}));
  const Tensor& fewer = output.more.at("logits_per_text");
  BOOST_TEST(fewer.shape() == (Shape{2, 1}));
  BOOST_TEST(std::fabs(fewer.data<float>()[0] - both.data<float>()[0]) < 1e-6f);
  BOOST_TEST(std::fabs(fewer.data<float>()[1] - both.data<float>()[2]) < 1e-6f);
  batch.tensors.erase("pixel_values");
  BOOST_TEST(pass(*model, batch).more.count("text_embeds") == 1u);
  BOOST_TEST(pass(*model, batch).more.count("image_embeds") == 0u);
}

BOOST_AUTO_TEST_CASE(padding_and_company_change_nothing) {
  const auto model = tiny_clip();
  fill_with_sines(*model);
  const Tensor together = pass(*model, reference_batch()).more.at("text_embeds");
  BOOST_TEST(difference(embedded(*model, texts(1, {1, 3, 7, 9})), together.view_rows(0, 1)) <
             1e-6f);
  BOOST_TEST(difference(embedded(*model, texts(1, {1, 9})), together.view_rows(1, 2)) < 1e-6f);
  Batch batch = texts(1, {1, 9, 5});
  batch["attention_mask"] = ids(1, {1, 1, 0});
  BOOST_TEST(difference(embedded(*model, batch), together.view_rows(1, 2)) < 1e-6f);
  Batch alone;
  alone["pixel_values"] = tiny_images().view_rows(1, 2);
  BOOST_TEST(difference(pass(*model, alone).more.at("image_embeds"),
                        pass(*model, reference_batch()).more.at("image_embeds").view_rows(1, 2)) <
             1e-6f);
}

BOOST_AUTO_TEST_CASE(a_text_is_pooled_at_its_first_end) {
  BOOST_TEST(first_end_of_text(ids(3, {1, 9, 9, 3, 10, 9, 9, 1, 2}), 9) ==
                 (std::vector<std::int64_t>{1, 5, 6}),
             boost::test_tools::per_element());
  // Without any end it is its first token.
  BOOST_TEST(first_end_of_text(ids(2, {1, 2, 3, 4}), 9) == (std::vector<std::int64_t>{0, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(first_highest_id(ids(3, {1, 9, 9, 3, 10, 9, 9, 1, 2})) ==
                 (std::vector<std::int64_t>{1, 4, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_old_rule_pools_at_the_highest_id) {
  ClipOptions options = tiny_clip_options();
  options.eos_token_id = 2;
  options.pools_highest_id = true;
  const auto old_rule = tiny_clip(options);
  const auto new_rule = tiny_clip();
  fill_with_sines(*old_rule);
  fill_with_sines(*new_rule);
  // Token 10 stands behind the end; only the old rule goes by it.
  const Batch batch = texts(1, {1, 3, 9, 4, 10});
  const ModelOutput found = pass(*old_rule, batch);
  BOOST_TEST(same_bits(found.more.at("text.pooler_output"),
                       at(found.more.at("text.last_hidden_state"), 0, 4)));
  const ModelOutput other = pass(*new_rule, batch);
  BOOST_TEST(same_bits(other.more.at("text.pooler_output"),
                       at(other.more.at("text.last_hidden_state"), 0, 2)));
}

BOOST_AUTO_TEST_CASE(the_temperature_is_clamped_outside_the_forward_pass) {
  const auto model = tiny_clip();
  BOOST_TEST(std::fabs(logit_scale(*model) - std::log(1.0f / 0.07f)) < 1e-6f);
  const Batch batch = reference_batch();
  logit_scale(*model) = 5.0f;
  const Tensor images = pass(*model, batch).more.at("image_embeds");
  const float beyond = pass(*model, batch).more.at("logits_per_text").data<float>()[0];
  model->constrain_parameters();
  BOOST_TEST(std::fabs(logit_scale(*model) - std::log(100.0f)) < 1e-6f);
  BOOST_TEST(std::fabs(model->similarity_scale() - 100.0f) < 1e-3f);
  const float clamped = pass(*model, batch).more.at("logits_per_text").data<float>()[0];
  BOOST_TEST(beyond == clamped * std::exp(5.0f) / 100.0f, boost::test_tools::tolerance(1e-4f));
  logit_scale(*model) = -0.5f;
  model->constrain_parameters();
  BOOST_TEST(logit_scale(*model) == 0.0f);
  logit_scale(*model) = 3.0f;
  model->constrain_parameters();
  BOOST_TEST(logit_scale(*model) == 3.0f);
  tiny_clip(tiny_clip_options(), three_classes())->constrain_parameters();
}

BOOST_AUTO_TEST_CASE(fresh_weights_are_as_wide_as_published) {
  ClipOptions options = tiny_clip_options();
  options.hidden_size = 64;
  options.intermediate_size = 0;
  options.num_layers = 8;
  const auto model = tiny_clip(options);
  const double width = 1.0 / std::sqrt(64.0);
  const std::vector<std::pair<std::string, double>> expected = {
      {"text_model.encoder.layers.3.self_attn.q_proj.weight", width / 4.0},
      {"text_model.encoder.layers.3.self_attn.out_proj.weight", width},
      {"text_model.encoder.layers.3.mlp.fc1.weight", width / std::sqrt(2.0)},
      {"text_model.encoder.layers.3.mlp.fc2.weight", width / 4.0},
      {"text_model.embeddings.token_embedding.weight", 0.02},
      {"text_projection.weight", width}};
  for (const NamedParameter& parameter : model->parameters()) {
    for (const auto& [name, wanted] : expected) {
      if (parameter.name != name) continue;
      const double deviation =
          std::sqrt(squared_norm(parameter.tensor) / static_cast<double>(parameter.tensor.numel()));
      BOOST_TEST(deviation == wanted, boost::test_tools::tolerance(0.1));
    }
    if (parameter.name.ends_with("bias")) BOOST_TEST(squared_norm(parameter.tensor) == 0.0);
  }
}

BOOST_AUTO_TEST_CASE(everything_that_can_be_adapted_is_a_graft_point) {
  const auto model = tiny_clip();
  std::set<std::string> found;
  for (const NamedGraftPoint& named : model->graft_points()) {
    found.insert(std::string(name_of(named.point->kind())) + " " + named.name);
  }
  for (const char* name : {"embedding text_model.embeddings.token_embedding",
                           "linear vision_model.embeddings.patch_embedding",
                           "linear vision_model.encoder.layers.1.self_attn.out_proj",
                           "attention text_model.encoder.layers.0.self_attn",
                           "sublayer text_model.encoder.layers.0.self_attn",
                           "sublayer vision_model.encoder.layers.1.mlp", "linear visual_projection",
                           "linear text_projection"}) {
    BOOST_TEST(found.count(name) == 1u, name);
  }
  BOOST_TEST(found.size() == 2 * 2 * (6 + 1 + 2) + 4u);
  BOOST_TEST(model->num_blocks() == 4);
}

BOOST_AUTO_TEST_CASE(a_graft_on_the_patches_reaches_them_and_merges_into_the_convolution) {
  struct Doubling : Graft {
    Tensor output(const Tensor&, const Tensor& output, ForwardContext&) override {
      Tensor twice = output.clone();
      for (std::int64_t i = 0; i < twice.numel(); ++i) twice.data<float>()[i] *= 2.0f;
      return twice;
    }
  };
  const auto model = tiny_clip(tiny_clip_options(), three_classes());
  fill_with_sines(*model);
  Batch batch;
  batch["pixel_values"] = tiny_images();
  const NoGradient no_gradient;
  for (const NamedGraftPoint& named : model->graft_points()) {
    if (named.name != "vision_model.embeddings.patch_embedding") continue;
    named.point->attach(std::make_shared<Doubling>());
    const Tensor grafted = pass(*model, batch).logits;
    named.point->detach_all();
    for (std::int64_t i = 0; i < named.point->weight.numel(); ++i) {
      named.point->weight.data<float>()[i] *= 2.0f;
    }
    BOOST_TEST(difference(grafted, pass(*model, batch).logits) < 1e-5f);
  }
}

BOOST_AUTO_TEST_CASE(learned_prefixes_are_seen_in_spite_of_padding) {
  struct Prefix : Graft {
    std::optional<KeyValue> prefix(std::int64_t batch, ForwardContext&) override {
      return KeyValue{Tensor::full({batch, 2, 8}, 0.5f), Tensor::full({batch, 2, 8}, -1.0f)};
    }
  };
  const auto model = tiny_clip();
  fill_with_sines(*model);
  const Tensor before = embedded(*model, texts(1, {1, 3, 9}));
  for (const NamedGraftPoint& named : model->graft_points()) {
    const bool is_text = named.name.starts_with("text_model");
    if (named.point->kind() != GraftPointKind::kAttention || !is_text) continue;
    named.point->attach(std::make_shared<Prefix>());
  }
  const Tensor after = embedded(*model, texts(1, {1, 3, 9}));
  BOOST_TEST(difference(before, after) > 1e-4f);
  Batch padded = texts(1, {1, 3, 9, 0, 0});
  padded["attention_mask"] = ids(1, {1, 1, 1, 0, 0});
  BOOST_TEST(difference(embedded(*model, padded), after) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(published_names_lead_to_parameters) {
  const auto model = tiny_clip();
  BOOST_TEST(model->parameter_name("text_model.embeddings.position_ids").empty());
  BOOST_TEST(model->parameter_name("vision_model.embeddings.position_ids").empty());
  BOOST_TEST(model->parameter_name("classifier.weight").empty());
  BOOST_TEST(model->parameter_name("logit_scale") == "logit_scale");
  BOOST_TEST(model->parameter_name("bert.pooler.weight") == "bert.pooler.weight");
  const auto classifier = tiny_clip(tiny_clip_options(), three_classes());
  for (const char* name : {"logit_scale", "text_model.final_layer_norm.bias",
                           "text_projection.weight", "visual_projection.weight"}) {
    BOOST_TEST(classifier->parameter_name(name).empty(), name);
  }
  BOOST_TEST(classifier->parameter_name("classifier.bias") == "classifier.bias");
  std::set<std::string> heads;
  for (const NamedParameter& parameter : classifier->parameters()) {
    if (parameter.in_head) heads.insert(parameter.name);
    BOOST_TEST(parameter.name.find("text") == std::string::npos);
  }
  BOOST_TEST(heads == (std::set<std::string>{"classifier.bias", "classifier.weight"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(images_are_made_as_those_of_the_published_model) {
  const ImageInput input = tiny_clip()->image_input();
  BOOST_TEST(input.size == 7);
  BOOST_TEST(input.mean[0] == 0.48145466f);
  BOOST_TEST(input.std[2] == 0.27577711f);
}

BOOST_AUTO_TEST_CASE(inputs_that_do_not_fit_are_refused) {
  const auto model = tiny_clip();
  const auto text = [&](const Batch& batch) { return problem_text([&] { pass(*model, batch); }); };
  BOOST_TEST(text({}).find("input_ids") != std::string::npos);
  BOOST_TEST(text(texts(1, {1, 2, 3, 4, 5, 6, 7}))
                 .find("the text takes 7 positions, but the model has 6") != std::string::npos);
  BOOST_TEST(text(texts(1, {1, 11})).find("11") != std::string::npos);
  Batch batch = texts(1, {1, 9});
  batch["attention_mask"] = ids(1, {1, 1, 1});
  BOOST_TEST(text(batch).find("attention_mask [1, 3] and input_ids [1, 2]") != std::string::npos);
  const auto image = [&](const Shape& shape) {
    Batch images;
    images["pixel_values"] = Tensor::zeros(shape);
    return text(images);
  };
  BOOST_TEST(image({1, 3, 8, 7}) ==
             "error: pixel_values [1, 3, 8, 7]: the images are 8 x 7 pixels, but image_size of the "
             "model is 7; resize the images to 7 x 7");
  BOOST_TEST(image({1, 1, 7, 7}) ==
             "error: pixel_values [1, 1, 7, 7]: the images have 1 channels, but num_channels of "
             "the model is 3; convert the images");
  BOOST_TEST(image({3, 7, 7}).find("must be f32 [batch, channels, height, width]") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_classifier_has_no_text) {
  const auto model = tiny_clip(tiny_clip_options(), three_classes());
  BOOST_TEST(model->vocab_size() == 0);
  BOOST_TEST(model->max_positions() == 0);
  ForwardContext context;
  BOOST_TEST(problem_text([&] {
               model->embed_text(reference_batch(), context);
             }).find("this CLIP classifies images") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(sizes_that_do_not_fit_together_are_all_named) {
  ClipOptions options = tiny_clip_options();
  options.num_heads = 3;
  options.vision_num_heads = 5;
  options.vocab_size = 0;
  options.patch_size = 8;
  options.eos_token_id = 2;
  const auto found = problem_texts([&] { tiny_clip(options); });
  BOOST_TEST_REQUIRE(found.size() == 5u);
  BOOST_TEST(found[0].find("hidden_size 8 is no multiple of num_heads 3") != std::string::npos);
  BOOST_TEST(found[1].find("vocab_size is not known") != std::string::npos);
  BOOST_TEST(found[2].find("eos_token_id 2") != std::string::npos);
  BOOST_TEST(found[3].find("vision_hidden_size 12 is no multiple of vision_num_heads 5") !=
             std::string::npos);
  BOOST_TEST(found[4].find("patch_size 8 is more than image_size 7") != std::string::npos);
  HeadSpec head = three_classes();
  head.kind = HeadKind::kTokenClassification;
  BOOST_TEST(problem_text([&] {
               tiny_clip(tiny_clip_options(), head);
             }).find("CLIP has no head for token classification") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
