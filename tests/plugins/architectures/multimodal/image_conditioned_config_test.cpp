#include "plugins/architectures/multimodal/image_conditioned_config.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/plugins/architectures/multimodal/tiny_models.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

ImageConditionedOptions from_config(const std::string& json) {
  return ImageConditionedOptions::schema().read(
      ImageConditionedOptions::from_config(parse_json(json)), "config");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(image_conditioned_config)

BOOST_AUTO_TEST_CASE(absent_keys_have_the_published_defaults) {
  const ImageConditionedOptions options = from_config("{}");
  BOOST_TEST(options.hidden_size == 4096);
  BOOST_TEST(options.num_layers == 32);
  BOOST_TEST(options.num_heads == 32);
  BOOST_TEST(text_model(options).num_key_value_heads == 32);
  BOOST_TEST(options.intermediate_size == 11008);
  BOOST_TEST(options.max_positions == 2048);
  BOOST_TEST(options.vocab_size == 32000);
  BOOST_TEST(options.activation == "silu");
  BOOST_TEST(options.rms_norm_epsilon == 1e-6f);
  BOOST_TEST(options.rope_theta == 10000.0f);
  BOOST_TEST(!options.tie_word_embeddings);
  BOOST_TEST(!options.attention_bias);
  BOOST_TEST(options.bos_token_id.value() == 1);
  BOOST_TEST(options.eos_token_id.value() == 2);
  BOOST_TEST(!options.pad_token_id.has_value());
  BOOST_TEST(options.image_token_id.value() == 32000);
  BOOST_TEST(options.vision_feature_layer == -2);
  BOOST_TEST(options.vision_feature_select_strategy == "default");
  BOOST_TEST(options.projector_activation == "gelu");
  BOOST_TEST(options.projector_bias);
  // Without any vision_config it is that of the published model, …
  BOOST_TEST(options.vision_hidden_size == 1024);
  BOOST_TEST(options.vision_num_layers == 24);
  BOOST_TEST(options.image_size == 336);
  BOOST_TEST(options.patch_size == 14);
  // … and keys absent from one are those of CLIP.
  const ImageConditionedOptions some = from_config(R"({"vision_config": {"patch_size": 16}})");
  BOOST_TEST(some.vision_hidden_size == 768);
  BOOST_TEST(some.image_size == 224);
  BOOST_TEST(some.patch_size == 16);
}

BOOST_AUTO_TEST_CASE(a_published_configuration_is_read) {
  const ImageConditionedOptions options = from_config(R"({
    "architectures": ["LlavaForConditionalGeneration"], "image_token_index": 32000,
    "pad_token_id": 32001, "projector_hidden_act": "gelu",
    "text_config": {"model_type": "llama", "max_position_embeddings": 4096,
                    "rms_norm_eps": 1e-05, "vocab_size": 32064, "rope_scaling": null},
    "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096,
                      "model_type": "clip_vision_model", "num_attention_heads": 16,
                      "num_hidden_layers": 24, "patch_size": 14, "projection_dim": 768},
    "vision_feature_layer": -2, "vision_feature_select_strategy": "default"})");
  BOOST_TEST(options.pad_token_id.value() == 32001);
  BOOST_TEST(options.vocab_size == 32064);
  BOOST_TEST(options.max_positions == 4096);
  BOOST_TEST(options.rms_norm_epsilon == 1e-5f);
  BOOST_TEST(options.num_image_positions() == 576);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  ImageConditionedOptions options = tests::tiny_image_conditioned_options();
  options.dropout = 0.25f;
  options.vision_dropout = 0.5f;
  options.activation = "relu";
  options.rms_norm_epsilon = 1e-4f;
  options.rope_theta = 500.0f;
  options.attention_bias = true;
  options.mlp_bias = true;
  options.tie_word_embeddings = true;
  options.head_size = 6;
  options.vision_feature_select_strategy = "full";
  options.projector_activation = "relu";
  options.projector_bias = false;
  options.bos_token_id = 3;
  options.pad_token_id = 4;
  const std::string json = write_json(write_image_conditioned_config(options), 2);
  const ImageConditionedOptions again = from_config(json);
  BOOST_TEST(again.hidden_size == 8);
  BOOST_TEST(again.num_layers == 2);
  BOOST_TEST(again.num_heads == 4);
  BOOST_TEST(again.num_key_value_heads == 2);
  BOOST_TEST(again.head_size == 6);
  BOOST_TEST(again.intermediate_size == 10);
  BOOST_TEST(again.max_positions == 16);
  BOOST_TEST(again.vocab_size == 11);
  BOOST_TEST(again.dropout == 0.25f);
  BOOST_TEST(again.vision_dropout.value() == 0.5f);
  BOOST_TEST(again.activation == "relu");
  BOOST_TEST(again.rms_norm_epsilon == 1e-4f);
  BOOST_TEST(again.rope_theta == 500.0f);
  BOOST_TEST(again.attention_bias);
  BOOST_TEST(again.mlp_bias);
  BOOST_TEST(again.tie_word_embeddings);
  BOOST_TEST(again.vision_hidden_size == 12);
  BOOST_TEST(again.vision_activation == "gelu");
  BOOST_TEST(again.vision_feature_layer == -2);
  BOOST_TEST(again.vision_feature_select_strategy == "full");
  BOOST_TEST(again.num_image_positions() == 5);
  BOOST_TEST(again.projector_activation == "relu");
  BOOST_TEST(!again.projector_bias);
  BOOST_TEST(again.image_token_id.value() == 10);
  BOOST_TEST(again.bos_token_id.value() == 3);
  BOOST_TEST(!again.eos_token_id.has_value());
  BOOST_TEST(again.pad_token_id.value() == 4);
  BOOST_TEST(write_json(write_image_conditioned_config(again), 2) == json);
}

BOOST_AUTO_TEST_CASE(without_an_image_token_no_text_has_one) {
  ImageConditionedOptions options = tests::tiny_image_conditioned_options();
  options.image_token_id.reset();
  const std::string json = write_json(write_image_conditioned_config(options), 2);
  BOOST_TEST(from_config(json).image_token_id.value() == options.vocab_size);
}

BOOST_AUTO_TEST_CASE(other_parts_than_clip_and_llama_are_refused) {
  const auto text = [](const std::string& json) {
    return problem_text([&] { from_config(json); });
  };
  BOOST_TEST(text(R"({"text_config": {"model_type": "mistral"}})")
                 .find("text_config.model_type mistral is not supported; use a model with llama") !=
             std::string::npos);
  BOOST_TEST(text(R"({"vision_config": {"model_type": "siglip_vision_model"}})")
                 .find("siglip_vision_model is not supported") != std::string::npos);
  BOOST_TEST(text(R"({"text_config": {"rope_scaling": {"type": "dynamic", "factor": 2.0}}})")
                 .find("rope_scaling is not supported") != std::string::npos);
  BOOST_TEST(problem_text([] {
               read_image_conditioned_head(parse_json(R"({"architectures": ["LlavaModel"]})"));
             }).find("no head for the model class LlavaModel") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
