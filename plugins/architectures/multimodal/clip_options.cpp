#include "clip_options.h"

#include "vision_config.h"

namespace graft {

Schema<ClipOptions> ClipOptions::schema() {
  using Options = ClipOptions;
  return Schema<Options>()
      .field("hidden_size", &Options::hidden_size, "width of the text tower", in_range(1, 1 << 17))
      .field("num_layers", &Options::num_layers, "layers of the text tower", in_range(1, 4096))
      .field("num_heads", &Options::num_heads, "its attention heads; divides hidden_size",
             in_range(1, 1 << 17))
      .field("intermediate_size", &Options::intermediate_size,
             "width inside its feed-forward parts; 0: 4 x hidden_size", in_range(0, 1 << 20))
      .field("max_positions", &Options::max_positions, "longest text, in tokens",
             in_range(1, 1 << 24))
      .field("vocab_size", &Options::vocab_size, "number of tokens; 0: as the tokenizer has",
             in_range(0, 1 << 26))
      .field("dropout", &Options::dropout,
             "on what attention and feed-forward part add to the stream", in_range(0, 0.99))
      .field("attention_dropout", &Options::attention_dropout,
             "on attention weights: kept in the saved config.json, not applied", in_range(0, 0.99))
      .field("activation", &Options::activation, "inside the feed-forward parts",
             one_of(activation_names()))
      .field("layer_norm_epsilon", &Options::layer_norm_epsilon,
             "added to the variance inside the root", greater_than(0))
      .field("vision_hidden_size", &Options::vision_hidden_size,
             "width of the vision tower; 0: as the text tower", in_range(0, 1 << 17))
      .field("vision_num_layers", &Options::vision_num_layers,
             "layers of the vision tower; 0: as the text tower", in_range(0, 4096))
      .field("vision_num_heads", &Options::vision_num_heads,
             "its attention heads; 0: as the text tower", in_range(0, 1 << 17))
      .field("vision_intermediate_size", &Options::vision_intermediate_size,
             "width inside its feed-forward parts; 0: as the text tower if both are equally wide, "
             "else 4 x its width",
             in_range(0, 1 << 20))
      .field("vision_dropout", &Options::vision_dropout, "where it differs from dropout",
             in_range(0, 0.99))
      .field("vision_activation", &Options::vision_activation, "where it differs from activation",
             one_of(activation_names()))
      .field("vision_layer_norm_epsilon", &Options::vision_layer_norm_epsilon,
             "where it differs from layer_norm_epsilon", greater_than(0))
      .field("num_channels", &Options::num_channels, "colours of an image", in_range(1, 1024))
      .field("image_size", &Options::image_size, "height and width of an image, in pixels",
             in_range(1, 1 << 14))
      .field("patch_size", &Options::patch_size,
             "height and width of a patch, in pixels; at most image_size", in_range(1, 1 << 14))
      .field("projection_size", &Options::projection_size,
             "width of the space that images and texts share", in_range(1, 1 << 17))
      .field("logit_scale_init_value", &Options::logit_scale_init_value,
             "logarithm of the factor on similarities at the start", in_range(-100, 100))
      .field("initializer_range", &Options::initializer_range,
             "standard deviation of fresh embeddings", at_least(0))
      .field("initializer_factor", &Options::initializer_factor,
             "factor on the standard deviation of all fresh weights", at_least(0))
      .field("pools_highest_id", &Options::pools_highest_id,
             "the token with the highest id stands for a text, as in old checkpoints, and not its "
             "end")
      .field("bos_token_id", &Options::bos_token_id, "token that begins a text", at_least(0))
      .field("eos_token_id", &Options::eos_token_id, "token that ends a text and stands for it",
             at_least(0))
      .field("pad_token_id", &Options::pad_token_id, "token that fills short rows", at_least(0));
}

TowerOptions text_tower(const ClipOptions& options) {
  TowerOptions tower;
  tower.hidden_size = options.hidden_size;
  tower.num_layers = options.num_layers;
  tower.num_heads = options.num_heads;
  tower.intermediate_size =
      options.intermediate_size > 0 ? options.intermediate_size : 4 * options.hidden_size;
  tower.activation = options.activation;
  tower.layer_norm_epsilon = options.layer_norm_epsilon;
  tower.dropout = options.dropout;
  tower.initializer_range = options.initializer_range;
  tower.initializer_factor = options.initializer_factor;
  return tower;
}

VisionOptions vision_tower(const ClipOptions& options) {
  VisionOptions vision;
  vision.tower = text_tower(options);
  TowerOptions& tower = vision.tower;
  if (options.vision_hidden_size > 0 && options.vision_hidden_size != tower.hidden_size) {
    tower.hidden_size = options.vision_hidden_size;
    tower.intermediate_size = 4 * tower.hidden_size;
  }
  if (options.vision_intermediate_size > 0) {
    tower.intermediate_size = options.vision_intermediate_size;
  }
  if (options.vision_num_layers > 0) tower.num_layers = options.vision_num_layers;
  if (options.vision_num_heads > 0) tower.num_heads = options.vision_num_heads;
  tower.dropout = options.vision_dropout.value_or(options.dropout);
  tower.activation = options.vision_activation.value_or(options.activation);
  tower.layer_norm_epsilon = options.vision_layer_norm_epsilon.value_or(options.layer_norm_epsilon);
  vision.num_channels = options.num_channels;
  vision.image_size = options.image_size;
  vision.patch_size = options.patch_size;
  return vision;
}

}  // namespace graft
