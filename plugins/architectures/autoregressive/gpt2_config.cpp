#include "gpt2_config.h"

#include <utility>

#include "graft/error.h"
#include "graft/model_config.h"

namespace graft {

namespace {

// The published configuration class's own id of `<|endoftext|>`, for vocabularies that have it.
constexpr std::int64_t kPublishedEndOfText = 50256;
constexpr std::int64_t kPublishedVocabSize = 50257;

void refuse_unsupported(const Value& config) {
  const Value* cross_attention = given(config, "add_cross_attention");
  if (cross_attention != nullptr && cross_attention->as_bool()) {
    cross_attention->fail("unsupported-model", "add_cross_attention: true is not supported",
                          "use a model without cross attention");
  }
}

/// The names that other styles have and this one knows as well.
Value with_own_names(Value config) {
  constexpr std::pair<const char*, const char*> kNames[] = {
      {"hidden_size", "n_embd"},
      {"num_hidden_layers", "n_layer"},
      {"num_attention_heads", "n_head"},
      {"max_position_embeddings", "n_positions"}};
  for (const auto& [other, own] : kNames) {
    const Value* const value = given(config, other);
    if (value != nullptr && given(config, own) == nullptr) config.set(own, Value(*value));
  }
  return config;
}

}  // namespace

Value gpt2_options_of(const Value& published) {
  refuse_unsupported(published);
  const Value config = with_own_names(published);
  Value options = Value::map();
  options.set("style", kGpt2Style);
  take(config, "n_embd", options, "hidden_size", 768);
  take(config, "n_layer", options, "num_layers", 12);
  take(config, "n_head", options, "num_heads", 12);
  take(config, "n_inner", options, "intermediate_size", 0);
  take(config, "n_positions", options, "max_positions", 1024);
  take(config, "vocab_size", options, "vocab_size", kPublishedVocabSize);
  take(config, "resid_pdrop", options, "dropout", 0.1);
  take(config, "embd_pdrop", options, "embedding_dropout", 0.1);
  take(config, "attn_pdrop", options, "attention_dropout", 0.1);
  take(config, "activation_function", options, "activation", "gelu_new");
  take(config, "layer_norm_epsilon", options, "layer_norm_epsilon", 1e-5);
  take(config, "initializer_range", options, "initializer_range", 0.02);
  take(config, "scale_attn_weights", options, "scale_attention", true);
  take(config, "scale_attn_by_inverse_layer_idx", options, "scale_attention_by_layer", false);
  take(config, "tie_word_embeddings", options, "tie_word_embeddings", true);
  const bool has_published_ids = options.at("vocab_size").as_int() > kPublishedEndOfText;
  const Value end_of_text = has_published_ids ? Value(kPublishedEndOfText) : Value();
  take_token(config, "bos_token_id", options, end_of_text);
  take_token(config, "eos_token_id", options, end_of_text);
  take_token(config, "pad_token_id", options);
  return options;
}

void write_gpt2_options(const AutoregressiveOptions& options, Value& config) {
  config.set("n_embd", options.hidden_size);
  config.set("n_layer", options.num_layers);
  config.set("n_head", options.num_heads);
  config.set("n_inner",
             options.intermediate_size == 0 ? Value() : Value(options.intermediate_size));
  config.set("n_positions", options.max_positions);
  config.set("vocab_size", options.vocab_size);
  config.set("resid_pdrop", shortest(options.dropout));
  config.set("embd_pdrop", shortest(options.embedding_dropout.value_or(options.dropout)));
  config.set("attn_pdrop", shortest(options.attention_dropout));
  config.set("activation_function", activation_of(options));
  config.set("layer_norm_epsilon", shortest(options.layer_norm_epsilon));
  config.set("scale_attn_weights", options.scale_attention);
  config.set("scale_attn_by_inverse_layer_idx", options.scale_attention_by_layer);
}

}  // namespace graft
