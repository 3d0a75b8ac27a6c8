#include "plugins/architectures/multimodal/clip_config.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "graft/json.h"
#include "tests/plugins/architectures/multimodal/tiny_models.h"
#include "tests/support/problem_texts.h"

using namespace graft;

namespace {

ClipOptions from_config(const std::string& json) {
  return ClipOptions::schema().read(ClipOptions::from_config(parse_json(json)), "config");
}

HeadSpec head_of(const std::string& json) { return read_clip_head(parse_json(json)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_config)

BOOST_AUTO_TEST_CASE(absent_keys_have_the_published_defaults) {
  for (const char* json : {"{}", R"({"text_config": {}, "vision_config": null})"}) {
    const ClipOptions options = from_config(json);
    BOOST_TEST(options.hidden_size == 512);
    BOOST_TEST(options.num_layers == 12);
    BOOST_TEST(options.num_heads == 8);
    BOOST_TEST(options.intermediate_size == 2048);
    BOOST_TEST(options.max_positions == 77);
    BOOST_TEST(options.vocab_size == 49408);
    BOOST_TEST(options.dropout == 0.0f);
    BOOST_TEST(options.activation == "quick_gelu");
    BOOST_TEST(options.layer_norm_epsilon == 1e-5f);
    BOOST_TEST(options.bos_token_id.value() == 49406);
    BOOST_TEST(options.eos_token_id.value() == 49407);
    BOOST_TEST(options.pad_token_id.value() == 1);
    BOOST_TEST(!options.pools_highest_id);
    BOOST_TEST(options.projection_size == 512);
    BOOST_TEST(options.logit_scale_init_value == 2.6592f);
    const VisionOptions vision = vision_tower(options);
    BOOST_TEST(vision.tower.hidden_size == 768);
    BOOST_TEST(vision.tower.num_layers == 12);
    BOOST_TEST(vision.tower.num_heads == 12);
    BOOST_TEST(vision.tower.intermediate_size == 3072);
    BOOST_TEST(vision.tower.activation == "quick_gelu");
    BOOST_TEST(vision.image_size == 224);
    BOOST_TEST(vision.patch_size == 32);
    BOOST_TEST(vision.num_channels == 3);
  }
}

BOOST_AUTO_TEST_CASE(dictionaries_of_old_files_decide_alone) {
  const ClipOptions options = from_config(R"({
    "text_config": {"hidden_size": 40, "num_hidden_layers": 3, "eos_token_id": 2},
    "text_config_dict": {"hidden_size": 768},
    "vision_config": {"hidden_size": 40},
    "vision_config_dict": {"patch_size": 14, "hidden_size": 1024}})");
  BOOST_TEST(options.hidden_size == 768);
  BOOST_TEST(options.num_layers == 12);
  BOOST_TEST(options.eos_token_id.value() == 49407);
  BOOST_TEST(options.vision_hidden_size == 1024);
  BOOST_TEST(options.patch_size == 14);
  BOOST_TEST(from_config(R"({"text_config": {"hidden_size": 40}, "text_config_dict": null})")
                 .hidden_size == 40);
}

BOOST_AUTO_TEST_CASE(end_of_text_id_2_stands_for_the_old_rule) {
  const ClipOptions options = from_config(R"({"text_config": {"eos_token_id": 2}})");
  BOOST_TEST(options.pools_highest_id);
  const std::string again = write_json(write_clip_config(options, {}), 2);
  BOOST_TEST(from_config(again).pools_highest_id);
  BOOST_TEST(!from_config(R"({"text_config": {"eos_token_id": null}})").eos_token_id.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  ClipOptions options = tests::tiny_clip_options();
  options.dropout = 0.25f;
  options.attention_dropout = 0.125f;
  options.vision_dropout = 0.5f;
  options.vision_activation = "relu";
  options.vision_layer_norm_epsilon = 1e-6f;
  options.layer_norm_epsilon = 1e-4f;
  options.num_channels = 1;
  options.vision_num_layers = 4;
  options.initializer_range = 0.1f;
  options.initializer_factor = 0.5f;
  options.logit_scale_init_value = 1.5f;
  options.pad_token_id.reset();
  const std::string json = write_json(write_clip_config(options, {}), 2);
  const ClipOptions again = from_config(json);
  BOOST_TEST(again.hidden_size == 8);
  BOOST_TEST(again.num_layers == 2);
  BOOST_TEST(again.num_heads == 2);
  BOOST_TEST(again.intermediate_size == 12);
  BOOST_TEST(again.max_positions == 6);
  BOOST_TEST(again.vocab_size == 11);
  BOOST_TEST(again.dropout == 0.25f);
  BOOST_TEST(again.attention_dropout == 0.125f);
  BOOST_TEST(again.activation == "gelu");
  BOOST_TEST(again.layer_norm_epsilon == 1e-4f);
  BOOST_TEST(again.vision_hidden_size == 12);
  BOOST_TEST(again.vision_num_layers == 4);
  BOOST_TEST(again.vision_num_heads == 3);
  BOOST_TEST(again.vision_intermediate_size == 20);
  BOOST_TEST(again.vision_dropout.value() == 0.5f);
  BOOST_TEST(again.vision_activation.value() == "relu");
  BOOST_TEST(again.vision_layer_norm_epsilon.value() == 1e-6f);
  BOOST_TEST(again.num_channels == 1);
  BOOST_TEST(again.image_size == 7);
  BOOST_TEST(again.patch_size == 3);
  BOOST_TEST(again.projection_size == 5);
  BOOST_TEST(again.logit_scale_init_value == 1.5f);
  BOOST_TEST(again.initializer_range == 0.1f);
  BOOST_TEST(again.initializer_factor == 0.5f);
  BOOST_TEST(again.bos_token_id.value() == 1);
  BOOST_TEST(again.eos_token_id.value() == 9);
  BOOST_TEST(!again.pad_token_id.has_value());
  BOOST_TEST((head_of(json).kind == HeadKind::kPretraining));
  BOOST_TEST(write_json(write_clip_config(again, {}), 2) == json);
}

BOOST_AUTO_TEST_CASE(a_vision_tower_without_sizes_is_as_the_text_tower) {
  ClipOptions options;
  options.hidden_size = 64;
  options.num_layers = 3;
  options.num_heads = 4;
  options.intermediate_size = 100;
  options.dropout = 0.1f;
  options.activation = "relu";
  TowerOptions tower = vision_tower(options).tower;
  BOOST_TEST(tower.hidden_size == 64);
  BOOST_TEST(tower.num_layers == 3);
  BOOST_TEST(tower.num_heads == 4);
  BOOST_TEST(tower.intermediate_size == 100);
  BOOST_TEST(tower.dropout == 0.1f);
  BOOST_TEST(tower.activation == "relu");
  options.vision_hidden_size = 32;
  BOOST_TEST(vision_tower(options).tower.intermediate_size == 128);
}

BOOST_AUTO_TEST_CASE(heads_are_read_and_written) {
  const std::string json =
      write_json(write_clip_config(tests::tiny_clip_options(), tests::three_classes()), 2);
  const HeadSpec head = head_of(json);
  BOOST_TEST((head.kind == HeadKind::kImageClassification));
  BOOST_TEST(head.labels == (std::vector<std::string>{"a", "b", "c"}),
             boost::test_tools::per_element());
  BOOST_TEST(head.problem_type == "single_label_classification");
  const HeadSpec two = head_of(R"({"architectures": ["CLIPForImageClassification"]})");
  BOOST_TEST(two.labels.size() == 2u);
  BOOST_TEST((head_of("{}").kind == HeadKind::kPretraining));
  BOOST_TEST(problem_text([] { head_of(R"({"architectures": ["CLIPTextModel"]})"); })
                 .find("no head for the model class CLIPTextModel; supported: CLIPModel, "
                       "CLIPForImageClassification") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_classifier_has_the_sizes_of_its_vision_tower_alone) {
  const ClipOptions options = from_config(R"({
    "architectures": ["CLIPForImageClassification"],
    "text_config": {"vocab_size": 97, "hidden_size": 40, "num_hidden_layers": 900},
    "vision_config": {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
                      "intermediate_size": 96, "image_size": 30, "patch_size": 8}})");
  BOOST_TEST(options.vocab_size == 0);
  BOOST_TEST(options.hidden_size == 48);
  BOOST_TEST(options.num_layers == 2);
  BOOST_TEST(vision_tower(options).tower.num_heads == 4);
  BOOST_TEST(vision_tower(options).tower.intermediate_size == 96);
  BOOST_TEST(vision_tower(options).num_patches() == 9);
  const Value written = write_clip_config(options, tests::three_classes());
  BOOST_TEST(written.find("text_config") == nullptr);
  BOOST_TEST(
      write_json(write_clip_config(from_config(write_json(written, 2)), tests::three_classes()),
                 2) == write_json(written, 2));
}

BOOST_AUTO_TEST_CASE(towers_that_are_no_maps_are_refused) {
  BOOST_TEST(problem_text([] { from_config(R"({"text_config": 3})"); }) != "no error");
  BOOST_TEST(problem_text([] {
               from_config(R"({"vision_config": {"hidden_act": "wave"}})");
             }).find("wave") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
