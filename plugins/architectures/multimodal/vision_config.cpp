#include "vision_config.h"

#include "graft/model_config.h"

namespace graft {

namespace {

// What an image may cost at most: a square of 512 patches.
constexpr std::int64_t kMostPatches = 512 * 512;

}  // namespace

std::vector<std::string> activation_names() {
  return {
      "gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "quick_gelu", "relu", "silu", "swish",
      "tanh", "sigmoid"};
}

void take_vision_config(const Value& vision_config, Value& options) {
  take(vision_config, "hidden_size", options, "vision_hidden_size", 768);
  take(vision_config, "intermediate_size", options, "vision_intermediate_size", 3072);
  take(vision_config, "num_hidden_layers", options, "vision_num_layers", 12);
  take(vision_config, "num_attention_heads", options, "vision_num_heads", 12);
  take(vision_config, "num_channels", options, "num_channels", 3);
  take(vision_config, "image_size", options, "image_size", 224);
  take(vision_config, "patch_size", options, "patch_size", 32);
  take(vision_config, "hidden_act", options, "vision_activation", "quick_gelu");
  take(vision_config, "layer_norm_eps", options, "vision_layer_norm_epsilon", 1e-5);
  take(vision_config, "dropout", options, "vision_dropout", 0.0);
}

Value write_vision_config(const VisionOptions& options) {
  const TowerOptions& tower = options.tower;
  Value config = Value::map();
  config.set("model_type", "clip_vision_model");
  config.set("hidden_size", tower.hidden_size);
  config.set("intermediate_size", tower.intermediate_size);
  config.set("num_hidden_layers", tower.num_layers);
  config.set("num_attention_heads", tower.num_heads);
  config.set("num_channels", options.num_channels);
  config.set("image_size", options.image_size);
  config.set("patch_size", options.patch_size);
  config.set("hidden_act", tower.activation);
  config.set("layer_norm_eps", shortest(tower.layer_norm_epsilon));
  config.set("dropout", shortest(tower.dropout));
  config.set("initializer_range", shortest(tower.initializer_range));
  config.set("initializer_factor", shortest(tower.initializer_factor));
  return config;
}

void check_vision(const VisionOptions& options, std::vector<Problem>& problems) {
  const auto complain = [&problems](std::string message) {
    problems.push_back(
        Problem{"", 0, 0, "model-options", std::move(message), "change one of them"});
  };
  const TowerOptions& tower = options.tower;
  if (tower.hidden_size % tower.num_heads != 0) {
    complain("vision_hidden_size " + std::to_string(tower.hidden_size) +
             " is no multiple of vision_num_heads " + std::to_string(tower.num_heads));
  }
  if (options.patch_size > options.image_size) {
    complain("patch_size " + std::to_string(options.patch_size) + " is more than image_size " +
             std::to_string(options.image_size));
  } else if (options.num_patches() > kMostPatches) {
    complain("image_size " + std::to_string(options.image_size) + " and patch_size " +
             std::to_string(options.patch_size) + " make " + std::to_string(options.num_patches()) +
             " patches, more than " + std::to_string(kMostPatches));
  }
}

ImageInput clip_image_input(const VisionOptions& options) {
  ImageInput input;
  input.size = options.image_size;
  input.positions = options.num_patches() + 1;  // and the class token
  input.mean = {0.48145466f, 0.4578275f, 0.40821073f};
  input.std = {0.26862954f, 0.26130258f, 0.27577711f};
  return input;
}

}  // namespace graft
