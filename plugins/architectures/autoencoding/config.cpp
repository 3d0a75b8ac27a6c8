#include "config.h"

#include <string>
#include <utility>

#include "graft/error.h"
#include "graft/model_config.h"

namespace graft {

namespace {

constexpr const char* kMaskedClass = "BertForMaskedLM";
constexpr const char* kPretrainingClass = "BertForPreTraining";
// Keys of our own, which others ignore.
constexpr const char* kMaskedShare = "graft_masked_share";
constexpr const char* kWholeWords = "graft_whole_word_masking";

constexpr std::pair<HeadKind, const char*> kTaskClasses[] = {
    {HeadKind::kNone, "BertModel"},
    {HeadKind::kSequenceClassification, "BertForSequenceClassification"},
    {HeadKind::kTokenClassification, "BertForTokenClassification"},
    {HeadKind::kQuestionAnswering, "BertForQuestionAnswering"}};

std::string class_of(const AutoencodingOptions& options, const HeadSpec& head) {
  for (const auto& [kind, name] : kTaskClasses) {
    if (kind == head.kind) return name;
  }
  return options.next_sentence ? kPretrainingClass : kMaskedClass;
}

void refuse_unsupported(const Value& config) {
  for (const char* key : {"is_decoder", "add_cross_attention"}) {
    const Value* value = given(config, key);
    if (value != nullptr && value->as_bool()) {
      value->fail("unsupported-model", std::string(key) + ": true is not supported",
                  "use a model that reads text only");
    }
  }
  const Value* positions = given(config, "position_embedding_type");
  if (positions != nullptr && positions->as_string() != "absolute") {
    positions->fail("unsupported-model",
                    "position_embedding_type \"" + positions->as_string() + "\" is not supported",
                    "use a model with absolute positions");
  }
}

}  // namespace

Value AutoencodingOptions::from_config(const Value& config) {
  refuse_unsupported(config);
  Value options = Value::map();
  take(config, "hidden_size", options, "hidden_size", 768);
  take(config, "num_hidden_layers", options, "num_layers", 12);
  take(config, "num_attention_heads", options, "num_heads", 12);
  take(config, "intermediate_size", options, "intermediate_size", 3072);
  take(config, "max_position_embeddings", options, "max_positions", 512);
  take(config, "vocab_size", options, "vocab_size", 30522);
  take(config, "type_vocab_size", options, "type_vocab_size", 2);
  take(config, "hidden_dropout_prob", options, "dropout", 0.1);
  take(config, "attention_probs_dropout_prob", options, "attention_dropout", 0.1);
  take(config, "classifier_dropout", options, "classifier_dropout", Value());
  take(config, "hidden_act", options, "activation", "gelu");
  take(config, "layer_norm_eps", options, "layer_norm_epsilon", 1e-12);
  take(config, "initializer_range", options, "initializer_range", 0.02);
  take(config, "tie_word_embeddings", options, "tie_word_embeddings", true);
  options.set("next_sentence", model_class(config) == kPretrainingClass);
  take(config, kMaskedShare, options, "masked_share", 0.15);
  take(config, kWholeWords, options, "whole_word_masking", false);
  take_token(config, "pad_token_id", options, 0);
  return options;
}

Value write_config(const AutoencodingOptions& options, const HeadSpec& head) {
  const AutoencodingOptions usual;
  Value config = Value::map();
  config.set("architectures", Value::List{Value(class_of(options, head))});
  config.set("model_type", "bert");
  config.set("hidden_size", options.hidden_size);
  config.set("num_hidden_layers", options.num_layers);
  config.set("num_attention_heads", options.num_heads);
  config.set("intermediate_size", intermediate_size(options));
  config.set("max_position_embeddings", options.max_positions);
  config.set("vocab_size", options.vocab_size);
  config.set("type_vocab_size", options.type_vocab_size);
  config.set("hidden_dropout_prob", shortest(options.dropout));
  config.set("attention_probs_dropout_prob", shortest(options.attention_dropout));
  config.set("classifier_dropout",
             options.classifier_dropout ? shortest(*options.classifier_dropout) : Value());
  config.set("hidden_act", options.activation);
  config.set("layer_norm_eps", shortest(options.layer_norm_epsilon));
  config.set("initializer_range", shortest(options.initializer_range));
  config.set("tie_word_embeddings", options.tie_word_embeddings);
  config.set("position_embedding_type", "absolute");
  config.set("pad_token_id", value_of(options.pad_token_id));
  config.set("torch_dtype", "float32");
  if (options.masked_share != usual.masked_share) {
    config.set(kMaskedShare, shortest(options.masked_share));
  }
  if (options.whole_word_masking) config.set(kWholeWords, true);
  const bool has_labels =
      head.kind == HeadKind::kSequenceClassification || head.kind == HeadKind::kTokenClassification;
  if (has_labels) write_labels(head, config);
  return config;
}

HeadSpec read_head(const Value& config) {
  HeadSpec head;
  const std::string name = model_class(config);
  if (name.empty() || name == kMaskedClass || name == kPretrainingClass) return head;
  std::string supported = std::string(kMaskedClass) + ", " + kPretrainingClass;
  for (const auto& [kind, task_class] : kTaskClasses) {
    supported += std::string(", ") + task_class;
    if (name != task_class) continue;
    head.kind = kind;
    const bool has_labels =
        kind == HeadKind::kSequenceClassification || kind == HeadKind::kTokenClassification;
    if (has_labels) read_labels(config, head);
    return head;
  }
  config.at("architectures")
      .fail("unsupported-model", "no head for the model class " + name, "supported: " + supported);
}

}  // namespace graft
