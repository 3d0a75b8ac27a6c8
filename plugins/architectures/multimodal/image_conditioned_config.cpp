#include "image_conditioned_config.h"

#include <string>

#include "graft/model_config.h"
#include "vision_config.h"

namespace graft {

namespace {

constexpr const char* kModelClass = "LlavaForConditionalGeneration";

/// A part of `config`, which must be of this model type; `fallback` where it is absent.
Value part_of(const Value& config, const char* key, const std::string& model_type,
              const Value& fallback) {
  const Value* part = given(config, key);
  if (part == nullptr) return fallback;
  part->as_map();  // anything else is an error
  const Value* type = given(*part, "model_type");
  if (type != nullptr && type->as_string() != model_type) {
    type->fail("unsupported-model",
               std::string(key) + ".model_type " + type->as_string() + " is not supported",
               "use a model with " + model_type);
  }
  return *part;
}

/// What the published configuration class takes where there is no `vision_config` at all.
Value default_vision_config() {
  Value config = Value::map();
  config.set("hidden_size", 1024);
  config.set("intermediate_size", 4096);
  config.set("num_hidden_layers", 24);
  config.set("num_attention_heads", 16);
  config.set("image_size", 336);
  config.set("patch_size", 14);
  return config;
}

/// Newer files have `rope_theta` among the `rope_parameters`.
void take_rope_theta(const Value& text_config, Value& options) {
  const Value* const parameters = given(text_config, "rope_parameters");
  take(parameters != nullptr && given(*parameters, "rope_theta") != nullptr ? *parameters
                                                                            : text_config,
       "rope_theta", options, "rope_theta", 10000.0);
}

void refuse_scaled_positions(const Value& text_config) {
  const Value* scaling = given(text_config, "rope_parameters");
  if (scaling == nullptr) scaling = given(text_config, "rope_scaling");
  if (scaling == nullptr) return;
  const Value* type = given(*scaling, "rope_type");
  if (type == nullptr) type = given(*scaling, "type");
  if (type == nullptr ? given(*scaling, "factor") == nullptr : type->as_string() == "default")
    return;
  scaling->fail("unsupported-model", "rope_scaling is not supported here",
                "use a model whose positions are not scaled");
}

Value write_text_config(const ImageConditionedOptions& options) {
  const LlamaOptions model = text_model(options);
  Value config = Value::map();
  config.set("architectures", Value::List{Value("LlamaForCausalLM")});
  config.set("model_type", "llama");
  config.set("vocab_size", model.vocab_size);
  config.set("hidden_size", model.hidden_size);
  config.set("intermediate_size", model.intermediate_size);
  config.set("num_hidden_layers", model.num_layers);
  config.set("num_attention_heads", model.num_heads);
  config.set("num_key_value_heads", model.num_key_value_heads);
  if (model.head_size > 0) config.set("head_dim", model.head_size);
  config.set("max_position_embeddings", options.max_positions);
  config.set("hidden_act", options.activation);
  config.set("rms_norm_eps", shortest(model.rms_norm_epsilon));
  config.set("rope_theta", shortest(model.rope_theta));
  config.set("attention_bias", model.attention_bias);
  config.set("mlp_bias", model.feed_forward_bias);
  config.set("attention_dropout", shortest(options.attention_dropout));
  config.set("dropout", shortest(model.dropout));
  config.set("initializer_range", shortest(model.initializer_range));
  config.set("tie_word_embeddings", options.tie_word_embeddings);
  config.set("bos_token_id", value_of(options.bos_token_id));
  config.set("eos_token_id", value_of(options.eos_token_id));
  config.set("pad_token_id", value_of(options.pad_token_id));
  return config;
}

}  // namespace

Value ImageConditionedOptions::from_config(const Value& config) {
  const Value text = part_of(config, "text_config", "llama", Value::map());
  refuse_scaled_positions(text);
  Value options = Value::map();
  take(text, "hidden_size", options, "hidden_size", 4096);
  take(text, "num_hidden_layers", options, "num_layers", 32);
  take(text, "num_attention_heads", options, "num_heads", 32);
  take(text, "num_key_value_heads", options, "num_key_value_heads", 0);
  take(text, "head_dim", options, "head_size", 0);
  take(text, "intermediate_size", options, "intermediate_size", 11008);
  take(text, "max_position_embeddings", options, "max_positions", 2048);
  take(text, "vocab_size", options, "vocab_size", 32000);
  take(text, "dropout", options, "dropout", 0.0);
  take(text, "attention_dropout", options, "attention_dropout", 0.0);
  take(text, "hidden_act", options, "activation", "silu");
  take(text, "rms_norm_eps", options, "rms_norm_epsilon", 1e-6);
  take_rope_theta(text, options);
  take(text, "attention_bias", options, "attention_bias", false);
  take(text, "mlp_bias", options, "mlp_bias", false);
  take(text, "tie_word_embeddings", options, "tie_word_embeddings", false);
  take(text, "initializer_range", options, "initializer_range", 0.02);
  take_token(text, "bos_token_id", options, 1);
  take_token(text, "eos_token_id", options, 2);
  take_token(given(config, "pad_token_id") != nullptr ? config : text, "pad_token_id", options);
  take_vision_config(part_of(config, "vision_config", "clip_vision_model", default_vision_config()),
                     options);
  take(config, "vision_feature_layer", options, "vision_feature_layer", -2);
  take(config, "vision_feature_select_strategy", options, "vision_feature_select_strategy",
       "default");
  take(config, "projector_hidden_act", options, "projector_activation", "gelu");
  take(config, "multimodal_projector_bias", options, "projector_bias", true);
  take(config, "image_token_index", options, "image_token_id", 32000);
  return options;
}

Value write_image_conditioned_config(const ImageConditionedOptions& options) {
  Value config = Value::map();
  config.set("architectures", Value::List{Value(kModelClass)});
  config.set("model_type", "llava");
  config.set("text_config", write_text_config(options));
  config.set("vision_config", write_vision_config(vision_tower(options)));
  config.set("vision_feature_layer", options.vision_feature_layer);
  config.set("vision_feature_select_strategy", options.vision_feature_select_strategy);
  config.set("projector_hidden_act", options.projector_activation);
  config.set("multimodal_projector_bias", options.projector_bias);
  config.set("image_seq_length", options.num_image_positions());
  // The published class always has such a token: one that no text holds says that there is none.
  config.set("image_token_index", options.image_token_id.value_or(options.vocab_size));
  config.set("tie_word_embeddings", options.tie_word_embeddings);
  config.set("bos_token_id", value_of(options.bos_token_id));
  config.set("eos_token_id", value_of(options.eos_token_id));
  config.set("pad_token_id", value_of(options.pad_token_id));
  config.set("torch_dtype", "float32");
  return config;
}

HeadSpec read_image_conditioned_head(const Value& config) {
  const std::string name = model_class(config);
  if (!name.empty() && name != kModelClass) {
    config.at("architectures")
        .fail("unsupported-model", "no head for the model class " + name,
              std::string("supported: ") + kModelClass);
  }
  return HeadSpec{};
}

}  // namespace graft
