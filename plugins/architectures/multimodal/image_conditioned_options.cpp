#include "image_conditioned_options.h"

#include "vision_config.h"

namespace graft {

Schema<ImageConditionedOptions> ImageConditionedOptions::schema() {
  using Options = ImageConditionedOptions;
  return Schema<Options>()
      .field("hidden_size", &Options::hidden_size, "width of the text model", in_range(1, 1 << 17))
      .field("num_layers", &Options::num_layers, "blocks of the text model", in_range(1, 4096))
      .field("num_heads", &Options::num_heads, "its attention heads; divides hidden_size",
             in_range(1, 1 << 17))
      .field("num_key_value_heads", &Options::num_key_value_heads,
             "heads of key and value, shared by those of the query; 0: num_heads",
             in_range(0, 1 << 17))
      .field("head_size", &Options::head_size, "width of a head; 0: hidden_size / num_heads",
             in_range(0, 1 << 17))
      .field("intermediate_size", &Options::intermediate_size,
             "width inside its feed-forward parts; 0: 4 x hidden_size", in_range(0, 1 << 20))
      .field("max_positions", &Options::max_positions,
             "longest sequence, in tokens and patches of images", in_range(1, 1 << 24))
      .field("vocab_size", &Options::vocab_size, "number of tokens; 0: as the tokenizer has",
             in_range(0, 1 << 26))
      .field("dropout", &Options::dropout,
             "on what attention and feed-forward part add to the stream", in_range(0, 0.99))
      .field("attention_dropout", &Options::attention_dropout,
             "on attention weights: kept in the saved config.json, not applied", in_range(0, 0.99))
      .field("activation", &Options::activation, "of the gate in the feed-forward parts",
             one_of(activation_names()))
      .field("rms_norm_epsilon", &Options::rms_norm_epsilon,
             "added to the mean square inside the root", greater_than(0))
      .field("rope_theta", &Options::rope_theta, "base of the rotary frequencies", greater_than(0))
      .field("attention_bias", &Options::attention_bias, "of the maps of the attentions")
      .field("mlp_bias", &Options::mlp_bias, "of the maps of feed-forward parts")
      .field("tie_word_embeddings", &Options::tie_word_embeddings,
             "predict tokens with the weights of their embeddings")
      .field("initializer_range", &Options::initializer_range,
             "standard deviation of fresh weights outside the vision tower", at_least(0))
      .field("vision_hidden_size", &Options::vision_hidden_size,
             "width of the vision tower; 0: as the text model", in_range(0, 1 << 17))
      .field("vision_num_layers", &Options::vision_num_layers,
             "layers of the vision tower; 0: as the text model", in_range(0, 4096))
      .field("vision_num_heads", &Options::vision_num_heads,
             "its attention heads; 0: as the text model", in_range(0, 1 << 17))
      .field("vision_intermediate_size", &Options::vision_intermediate_size,
             "width inside its feed-forward parts; 0: 4 x its width", in_range(0, 1 << 20))
      .field("vision_dropout", &Options::vision_dropout, "where it differs from dropout",
             in_range(0, 0.99))
      .field("vision_activation", &Options::vision_activation,
             "inside the feed-forward parts of the vision tower", one_of(activation_names()))
      .field("vision_layer_norm_epsilon", &Options::vision_layer_norm_epsilon,
             "added to the variance inside the root, in the vision tower", greater_than(0))
      .field("num_channels", &Options::num_channels, "colours of an image", in_range(1, 1024))
      .field("image_size", &Options::image_size, "height and width of an image, in pixels",
             in_range(1, 1 << 14))
      .field("patch_size", &Options::patch_size,
             "height and width of a patch, in pixels; at most image_size", in_range(1, 1 << 14))
      .field("vision_feature_layer", &Options::vision_feature_layer,
             "hidden state of the vision tower that is read: 0 = its embeddings, -1 = its output, "
             "-2 = what its last layer takes in, as published models do",
             in_range(-4097, 4096))
      .field("vision_feature_select_strategy", &Options::vision_feature_select_strategy,
             "default: the patches; full: the class token too", one_of({"default", "full"}))
      .field("projector_activation", &Options::projector_activation,
             "between the two maps from vision tower to text model", one_of(activation_names()))
      .field("projector_bias", &Options::projector_bias, "of these two maps")
      .field("image_token_id", &Options::image_token_id,
             "token that stands in a text where an image is read", at_least(0))
      .field("bos_token_id", &Options::bos_token_id, "token that begins a text", at_least(0))
      .field("eos_token_id", &Options::eos_token_id, "token that ends a text", at_least(0))
      .field("pad_token_id", &Options::pad_token_id, "token that fills short rows", at_least(0));
}

std::int64_t ImageConditionedOptions::num_image_positions() const {
  const std::int64_t class_tokens = vision_feature_select_strategy == "full" ? 1 : 0;
  return vision_tower(*this).num_patches() + class_tokens;
}

LlamaOptions text_model(const ImageConditionedOptions& options) {
  LlamaOptions result;
  result.vocab_size = options.vocab_size;
  // Where the end of a text also pads, it is learned all the same.
  if (options.pad_token_id != options.eos_token_id) {
    result.padding_id = options.pad_token_id.value_or(kNoPadding);
  }
  result.hidden_size = options.hidden_size;
  result.intermediate_size =
      options.intermediate_size > 0 ? options.intermediate_size : 4 * options.hidden_size;
  result.num_layers = options.num_layers;
  result.num_heads = options.num_heads;
  result.num_key_value_heads =
      options.num_key_value_heads > 0 ? options.num_key_value_heads : options.num_heads;
  result.head_size = options.head_size;
  result.activation = activation_named(options.activation);
  result.rms_norm_epsilon = options.rms_norm_epsilon;
  result.rope_theta = options.rope_theta;
  result.attention_bias = options.attention_bias;
  result.feed_forward_bias = options.mlp_bias;
  result.dropout = options.dropout;
  result.initializer_range = options.initializer_range;
  return result;
}

VisionOptions vision_tower(const ImageConditionedOptions& options) {
  const auto given_or = [](std::int64_t own, std::int64_t other) { return own > 0 ? own : other; };
  VisionOptions vision;
  TowerOptions& tower = vision.tower;
  tower.hidden_size = given_or(options.vision_hidden_size, options.hidden_size);
  tower.num_layers = given_or(options.vision_num_layers, options.num_layers);
  tower.num_heads = given_or(options.vision_num_heads, options.num_heads);
  tower.intermediate_size = given_or(options.vision_intermediate_size, 4 * tower.hidden_size);
  tower.dropout = options.vision_dropout.value_or(options.dropout);
  tower.activation = options.vision_activation;
  tower.layer_norm_epsilon = options.vision_layer_norm_epsilon;
  vision.num_channels = options.num_channels;
  vision.image_size = options.image_size;
  vision.patch_size = options.patch_size;
  return vision;
}

}  // namespace graft
