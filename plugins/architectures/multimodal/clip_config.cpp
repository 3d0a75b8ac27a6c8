#include "clip_config.h"

#include <string>

#include "graft/model_config.h"
#include "vision_config.h"

namespace graft {

namespace {

constexpr const char* kModelClass = "CLIPModel";
constexpr const char* kClassifierClass = "CLIPForImageClassification";
// The published configuration class says by this id that old checkpoints pool otherwise.
constexpr std::int64_t kHighestIdRule = 2;

/// The part of `config` on one tower. Where old files have `text_config_dict` too, the published
/// configuration class reads that alone.
Value tower_config(const Value& config, const std::string& key) {
  const Value* part = given(config, (key + "_dict").c_str());
  if (part == nullptr) part = given(config, key.c_str());
  if (part == nullptr) return Value::map();
  part->as_map();  // anything else is an error
  return *part;
}

Value write_text_config(const ClipOptions& options) {
  const TowerOptions tower = text_tower(options);
  Value config = Value::map();
  config.set("model_type", "clip_text_model");
  config.set("vocab_size", options.vocab_size);
  config.set("hidden_size", tower.hidden_size);
  config.set("intermediate_size", tower.intermediate_size);
  config.set("num_hidden_layers", tower.num_layers);
  config.set("num_attention_heads", tower.num_heads);
  config.set("max_position_embeddings", options.max_positions);
  config.set("hidden_act", tower.activation);
  config.set("layer_norm_eps", shortest(tower.layer_norm_epsilon));
  config.set("dropout", shortest(tower.dropout));
  config.set("attention_dropout", shortest(options.attention_dropout));
  config.set("initializer_range", shortest(tower.initializer_range));
  config.set("initializer_factor", shortest(tower.initializer_factor));
  config.set("projection_dim", options.projection_size);
  config.set("bos_token_id", value_of(options.bos_token_id));
  config.set("eos_token_id",
             options.pools_highest_id ? Value(kHighestIdRule) : value_of(options.eos_token_id));
  config.set("pad_token_id", value_of(options.pad_token_id));
  return config;
}

void take_text_config(const Value& text, Value& options) {
  take(text, "hidden_size", options, "hidden_size", 512);
  take(text, "num_hidden_layers", options, "num_layers", 12);
  take(text, "num_attention_heads", options, "num_heads", 8);
  take(text, "intermediate_size", options, "intermediate_size", 2048);
  take(text, "max_position_embeddings", options, "max_positions", 77);
  take(text, "vocab_size", options, "vocab_size", 49408);
  take(text, "dropout", options, "dropout", 0.0);
  take(text, "hidden_act", options, "activation", "quick_gelu");
  take(text, "layer_norm_eps", options, "layer_norm_epsilon", 1e-5);
  take_token(text, "bos_token_id", options, 49406);
  take_token(text, "eos_token_id", options, 49407);
  take_token(text, "pad_token_id", options, 1);
  options.set("pools_highest_id", options.at("eos_token_id") == Value(kHighestIdRule));
}

/// A classifier has no text tower, whatever its file says of one.
void take_vision_sizes_for_text(Value& options) {
  for (const char* name : {"hidden_size", "num_layers", "num_heads", "intermediate_size"}) {
    options.set(name, options.at(std::string("vision_") + name));
  }
}

bool is_classifier(const Value& config) { return model_class(config) == kClassifierClass; }

}  // namespace

Value ClipOptions::from_config(const Value& config) {
  const bool classifies = is_classifier(config);
  const Value vision = tower_config(config, "vision_config");
  const Value text = classifies ? Value::map() : tower_config(config, "text_config");
  Value options = Value::map();
  take_vision_config(vision, options);
  if (classifies) {
    take_vision_sizes_for_text(options);
  } else {
    take_text_config(text, options);
  }
  const Value& shared = classifies ? vision : text;
  take(shared, "attention_dropout", options, "attention_dropout", 0.0);
  take(shared, "initializer_range", options, "initializer_range", 0.02);
  take(shared, "initializer_factor", options, "initializer_factor", 1.0);
  take(config, "projection_dim", options, "projection_size", 512);
  take(config, "logit_scale_init_value", options, "logit_scale_init_value", 2.6592);
  return options;
}

Value write_clip_config(const ClipOptions& options, const HeadSpec& head) {
  const bool classifies = head.kind == HeadKind::kImageClassification;
  Value vision = write_vision_config(vision_tower(options));
  vision.set("attention_dropout", shortest(options.attention_dropout));
  vision.set("projection_dim", options.projection_size);
  Value config = Value::map();
  config.set("architectures", Value::List{Value(classifies ? kClassifierClass : kModelClass)});
  config.set("model_type", "clip");
  config.set("projection_dim", options.projection_size);
  config.set("logit_scale_init_value", shortest(options.logit_scale_init_value));
  config.set("initializer_factor", shortest(options.initializer_factor));
  if (!classifies) config.set("text_config", write_text_config(options));
  config.set("vision_config", std::move(vision));
  config.set("torch_dtype", "float32");
  if (classifies) write_labels(head, config);
  return config;
}

HeadSpec read_clip_head(const Value& config) {
  HeadSpec head;
  const std::string name = model_class(config);
  if (name.empty() || name == kModelClass) return head;
  if (!is_classifier(config)) {
    config.at("architectures")
        .fail("unsupported-model", "no head for the model class " + name,
              std::string("supported: ") + kModelClass + ", " + kClassifierClass);
  }
  head.kind = HeadKind::kImageClassification;
  read_labels(config, head);
  return head;
}

}  // namespace graft
