#include "config.h"

#include <string>

#include "gpt2_config.h"
#include "graft/error.h"
#include "graft/model_config.h"
#include "llama_config.h"

namespace graft {

namespace {

constexpr const char* kBareModel = "Model";  // what the published class without a head ends in
constexpr const char* kObjective = "graft_objective";  // a key of our own, which others ignore

bool is_llama_config(const Value& config) {
  const Value* type = given(config, "model_type");
  return type != nullptr && type->as_string() == kLlamaStyle;
}

/// What the published model classes of a style begin with.
std::string class_prefix(bool is_llama) { return is_llama ? "Llama" : "GPT2"; }

std::string language_model_class(bool is_llama) { return is_llama ? "ForCausalLM" : "LMHeadModel"; }

std::string class_of(const HeadSpec& head, bool is_llama) {
  const std::string prefix = class_prefix(is_llama);
  if (head.kind == HeadKind::kNone) return prefix + kBareModel;
  if (head.kind == HeadKind::kSequenceClassification) return prefix + "ForSequenceClassification";
  if (head.kind == HeadKind::kTokenClassification) return prefix + "ForTokenClassification";
  return prefix + language_model_class(is_llama);
}

bool is_tied(const Value& config, bool is_llama) {
  const Value* tied = given(config, "tie_word_embeddings");
  return tied == nullptr ? !is_llama : tied->as_bool();
}

}  // namespace

Value AutoregressiveOptions::from_config(const Value& config) {
  Value options = is_llama_config(config) ? llama_options_of(config) : gpt2_options_of(config);
  take(config, kObjective, options, "objective", kCausalLm);
  return options;
}

Value write_config(const AutoregressiveOptions& options, const HeadSpec& head) {
  Value config = Value::map();
  config.set("architectures", Value::List{Value(class_of(head, is_llama(options)))});
  config.set("model_type", options.style);
  if (is_llama(options)) {
    write_llama_options(options, config);
  } else {
    write_gpt2_options(options, config);
  }
  config.set("initializer_range", shortest(options.initializer_range));
  config.set("tie_word_embeddings", options.tie_word_embeddings);
  config.set("bos_token_id", value_of(options.bos_token_id));
  config.set("eos_token_id", value_of(options.eos_token_id));
  // The reference refuses to classify several rows at once where none is given.
  const bool pads_with_end =
      head.kind == HeadKind::kSequenceClassification && !options.pad_token_id;
  config.set("pad_token_id", value_of(pads_with_end ? options.eos_token_id : options.pad_token_id));
  config.set("torch_dtype", "float32");
  if (options.objective != kCausalLm) config.set(kObjective, options.objective);
  if (!head.labels.empty()) write_labels(head, config);
  return config;
}

HeadSpec read_head(const Value& config) {
  HeadSpec head;
  const bool is_llama = is_llama_config(config);
  const std::string name = model_class(config);
  const std::string prefix = class_prefix(is_llama);
  const std::string language_model = prefix + language_model_class(is_llama);
  if (name.empty() || name == language_model) return head;
  if (name == prefix + kBareModel) {
    // With tied embeddings such a file is a whole language model.
    if (!is_tied(config, is_llama)) head.kind = HeadKind::kNone;
    return head;
  }
  if (name == prefix + "ForSequenceClassification") {
    head.kind = HeadKind::kSequenceClassification;
  } else if (name == prefix + "ForTokenClassification") {
    head.kind = HeadKind::kTokenClassification;
  } else {
    config.at("architectures")
        .fail("unsupported-model", "no head for the model class " + name,
              "supported: " + language_model + ", " + prefix + "ForSequenceClassification, " +
                  prefix + "ForTokenClassification");
  }
  read_labels(config, head);
  return head;
}

}  // namespace graft
