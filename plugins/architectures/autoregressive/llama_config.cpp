#include "llama_config.h"

#include <string>

#include "graft/error.h"
#include "graft/model_config.h"

namespace graft {

namespace {

/// `rope_parameters: {rope_theta: …, rope_type: …, factor: …}`. Older files have `rope_theta` by
/// itself and the others as `rope_scaling`, still older ones spell `rope_type` `type`.
void take_rope_parameters(const Value& config, Value& options) {
  const Value* const parameters = given(config, "rope_parameters");
  take(parameters != nullptr && given(*parameters, "rope_theta") != nullptr ? *parameters : config,
       "rope_theta", options, "rope_theta", 10000.0);
  const Value* const scaling = parameters != nullptr ? parameters : given(config, "rope_scaling");
  if (scaling == nullptr) return;
  const Value* type = given(*scaling, "rope_type");
  if (type == nullptr) type = given(*scaling, "type");
  const std::string name = type == nullptr ? "default" : type->as_string();
  if (name == "default") return;
  if (name != "linear" && name != "llama3") {
    type->fail("unsupported-model", "rope_scaling of type \"" + name + "\" is not supported",
               "supported: default, linear, llama3");
  }
  options.set("rope_scaling", name);
  options.set("rope_factor", scaling->at("factor"));
  if (name == "linear") return;
  options.set("rope_low_frequency_factor", scaling->at("low_freq_factor"));
  options.set("rope_high_frequency_factor", scaling->at("high_freq_factor"));
  options.set("rope_original_positions", scaling->at("original_max_position_embeddings"));
}

}  // namespace

Value llama_options_of(const Value& config) {
  Value options = Value::map();
  options.set("style", kLlamaStyle);
  take(config, "hidden_size", options, "hidden_size", 4096);
  take(config, "num_hidden_layers", options, "num_layers", 32);
  take(config, "num_attention_heads", options, "num_heads", 32);
  take(config, "num_key_value_heads", options, "num_key_value_heads", 0);
  take(config, "head_dim", options, "head_size", 0);
  take(config, "intermediate_size", options, "intermediate_size", 11008);
  take(config, "max_position_embeddings", options, "max_positions", 2048);
  take(config, "vocab_size", options, "vocab_size", 32000);
  take(config, "attention_dropout", options, "attention_dropout", 0.0);
  take(config, "hidden_act", options, "activation", "silu");
  take(config, "rms_norm_eps", options, "rms_norm_epsilon", 1e-6);
  take(config, "initializer_range", options, "initializer_range", 0.02);
  take(config, "attention_bias", options, "attention_bias", false);
  take(config, "mlp_bias", options, "mlp_bias", false);
  take(config, "tie_word_embeddings", options, "tie_word_embeddings", false);
  // A key of our own: the published models drop out nothing but attention weights.
  take(config, "graft_dropout", options, "dropout", 0.0);
  take_rope_parameters(config, options);
  take_token(config, "bos_token_id", options, 1);
  take_token(config, "eos_token_id", options, 2);
  take_token(config, "pad_token_id", options);
  return options;
}

void write_llama_options(const AutoregressiveOptions& options, Value& config) {
  config.set("hidden_size", options.hidden_size);
  config.set("num_hidden_layers", options.num_layers);
  config.set("num_attention_heads", options.num_heads);
  config.set("num_key_value_heads", key_value_heads(options));
  if (options.head_size > 0) config.set("head_dim", options.head_size);
  config.set("intermediate_size", intermediate_size(options));
  config.set("max_position_embeddings", options.max_positions);
  config.set("vocab_size", options.vocab_size);
  config.set("attention_dropout", shortest(options.attention_dropout));
  config.set("hidden_act", activation_of(options));
  config.set("rms_norm_eps", shortest(options.rms_norm_epsilon));
  config.set("rope_theta", shortest(options.rope_theta));
  config.set("attention_bias", options.attention_bias);
  config.set("mlp_bias", options.mlp_bias);
  if (options.dropout > 0) config.set("graft_dropout", shortest(options.dropout));
  if (options.rope_scaling == "none") return;
  Value scaling = Value::map();
  scaling.set("rope_type", options.rope_scaling);
  scaling.set("factor", shortest(options.rope_factor));
  if (options.rope_scaling == "llama3") {
    scaling.set("low_freq_factor", shortest(options.rope_low_frequency_factor));
    scaling.set("high_freq_factor", shortest(options.rope_high_frequency_factor));
    scaling.set("original_max_position_embeddings", options.rope_original_positions);
  }
  config.set("rope_scaling", std::move(scaling));
}

}  // namespace graft
