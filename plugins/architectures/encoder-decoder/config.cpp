#include "config.h"

#include <string>

#include "graft/error.h"
#include "graft/model_config.h"

namespace graft {

namespace {

constexpr const char* kEncoderClass = "T5EncoderModel";
constexpr const char* kObjective = "graft_objective";  // a key of our own, which others ignore

struct ModelClass {
  const char* name;
  HeadKind head;
};
// The first of a kind is written.
constexpr ModelClass kClasses[] = {
    {"T5ForConditionalGeneration", HeadKind::kPretraining},
    {"T5WithLMHeadModel", HeadKind::kPretraining},  // as old files say
    {"T5ForSequenceClassification", HeadKind::kSequenceClassification},
    {"T5ForTokenClassification", HeadKind::kTokenClassification},
    {"T5ForQuestionAnswering", HeadKind::kQuestionAnswering},
    {"T5Model", HeadKind::kNone},
    {kEncoderClass, HeadKind::kNone},
};

bool is_classifier(HeadKind kind) {
  return kind == HeadKind::kSequenceClassification || kind == HeadKind::kTokenClassification;
}

const char* class_of(const EncoderDecoderOptions& options, HeadKind head) {
  if (options.encoder_only && head == HeadKind::kNone) return kEncoderClass;
  for (const ModelClass& candidate : kClasses) {
    if (candidate.head == head) return candidate.name;
  }
  return "";
}

/// `feed_forward_proj`, and what `is_gated_act` and `dense_act_fn` say where they say otherwise.
void take_feed_forward(const Value& config, Value& options) {
  EncoderDecoderOptions read;
  if (const Value* name = given(config, "feed_forward_proj")) read.feed_forward = name->as_string();
  const Value* gate = given(config, "is_gated_act");
  if (gate != nullptr && gate->as_bool() != has_gate(read)) {
    const std::string activation = activation_name(read);
    read.feed_forward = gate->as_bool() ? "gated-" + activation : activation;
  }
  options.set("feed_forward", read.feed_forward);
  const Value* activation = given(config, "dense_act_fn");
  if (activation != nullptr && activation->as_string() != activation_name(read)) {
    options.set("activation", *activation);
  }
}

}  // namespace

Value EncoderDecoderOptions::from_config(const Value& config) {
  Value options = Value::map();
  take(config, "d_model", options, "hidden_size", 512);
  take(config, "d_kv", options, "head_size", 64);
  take(config, "d_ff", options, "intermediate_size", 2048);
  take(config, "num_layers", options, "num_layers", 6);
  take(config, "num_decoder_layers", options, "num_decoder_layers", 0);
  take(config, "num_heads", options, "num_heads", 8);
  take(config, "n_positions", options, "max_positions", 512);
  take(config, "vocab_size", options, "vocab_size", 32128);
  take(config, "relative_attention_num_buckets", options, "num_buckets", 32);
  take(config, "relative_attention_max_distance", options, "max_distance", 128);
  take(config, "dropout_rate", options, "dropout", 0.1);
  take(config, "classifier_dropout", options, "classifier_dropout", 0.0);
  take_feed_forward(config, options);
  take(config, "layer_norm_epsilon", options, "layer_norm_epsilon", 1e-6);
  take(config, "initializer_factor", options, "initializer_factor", 1.0);
  take(config, "tie_word_embeddings", options, "tie_word_embeddings", true);
  options.set("encoder_only", model_class(config) == kEncoderClass);
  take(config, kObjective, options, "objective", "span_corruption");
  take_token(config, "bos_token_id", options);
  take_token(config, "eos_token_id", options, 1);
  take_token(config, "pad_token_id", options, 0);
  take_token(config, "decoder_start_token_id", options);
  return options;
}

Value write_config(const EncoderDecoderOptions& options, const HeadSpec& head) {
  const EncoderDecoderOptions defaults;
  Value config = Value::map();
  config.set("architectures", Value::List{Value(class_of(options, head.kind))});
  config.set("model_type", "t5");
  config.set("d_model", options.hidden_size);
  config.set("d_kv", options.head_size);
  config.set("d_ff", options.intermediate_size);
  config.set("num_layers", options.num_layers);
  if (options.num_decoder_layers > 0) config.set("num_decoder_layers", options.num_decoder_layers);
  config.set("num_heads", options.num_heads);
  config.set("n_positions", options.max_positions);
  config.set("vocab_size", options.vocab_size);
  config.set("relative_attention_num_buckets", options.num_buckets);
  config.set("relative_attention_max_distance", options.max_distance);
  config.set("dropout_rate", shortest(options.dropout));
  config.set("classifier_dropout", shortest(options.classifier_dropout));
  config.set("feed_forward_proj", options.feed_forward);
  config.set("dense_act_fn", activation_name(options));
  config.set("is_gated_act", has_gate(options));
  config.set("layer_norm_epsilon", shortest(options.layer_norm_epsilon));
  config.set("initializer_factor", shortest(options.initializer_factor));
  config.set("tie_word_embeddings", options.tie_word_embeddings);
  config.set("is_encoder_decoder", true);
  config.set("use_cache", true);
  if (options.objective != defaults.objective) config.set(kObjective, options.objective);
  if (options.bos_token_id) config.set("bos_token_id", *options.bos_token_id);
  config.set("eos_token_id", value_of(options.eos_token_id));
  config.set("pad_token_id", value_of(options.pad_token_id));
  config.set("decoder_start_token_id",
             value_of(options.decoder_start_token_id ? options.decoder_start_token_id
                                                     : options.pad_token_id));
  config.set("torch_dtype", "float32");
  if (is_classifier(head.kind)) write_labels(head, config);
  return config;
}

HeadSpec read_head(const Value& config) {
  HeadSpec head;
  const std::string name = model_class(config);
  if (name.empty()) return head;
  for (const ModelClass& candidate : kClasses) {
    if (name != candidate.name) continue;
    head.kind = candidate.head;
    if (is_classifier(head.kind)) read_labels(config, head);
    return head;
  }
  std::string known;
  for (const ModelClass& candidate : kClasses) {
    known += (known.empty() ? "" : ", ") + std::string(candidate.name);
  }
  config.at("architectures")
      .fail("unsupported-model", "no head for the model class " + name, "known are " + known);
}

}  // namespace graft
