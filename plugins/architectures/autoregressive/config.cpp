#include "config.h"

#include <charconv>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "graft/error.h"

namespace graft {

namespace {

constexpr const char* kLanguageModelClass = "GPT2LMHeadModel";
constexpr const char* kBaseClass = "GPT2Model";
constexpr const char* kClassifierClass = "GPT2ForSequenceClassification";
// The published configuration class's own id of `<|endoftext|>`, for vocabularies that have it.
constexpr std::int64_t kPublishedEndOfText = 50256;
constexpr std::int64_t kPublishedVocabSize = 50257;

/// The member, or null when it is absent or null.
const Value* given(const Value& config, const char* key) {
  const Value* value = config.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

/// Copies config[key] to options[name], or sets `fallback`.
void take(const Value& config, const char* key, Value& options, const char* name,
          const Value& fallback) {
  const Value* value = given(config, key);
  options.set(name, value != nullptr ? *value : fallback);
}

void take_token(const Value& config, const char* key, std::int64_t vocab_size, Value& options) {
  const Value* value = config.find(key);
  if (value != nullptr) {
    options.set(key, *value);
  } else if (vocab_size > kPublishedEndOfText) {
    options.set(key, kPublishedEndOfText);
  }
}

/// With a float's shortest decimals: 0.1, not 0.10000000149011612.
Value value_of(float number) {
  char text[32];
  const char* const end = std::to_chars(std::begin(text), std::end(text), number).ptr;
  double shortest = 0.0;
  std::from_chars(std::begin(text), end, shortest);
  return shortest;
}

Value value_of(const std::optional<std::int64_t>& id) { return id ? Value(*id) : Value(); }

void refuse_unsupported(const Value& config) {
  const Value* cross_attention = given(config, "add_cross_attention");
  if (cross_attention != nullptr && cross_attention->as_bool()) {
    cross_attention->fail("unsupported-model", "add_cross_attention: true is not supported",
                          "use a model without cross attention");
  }
}

/// Names of classes 0, 1, … from `id2label`.
std::vector<std::string> read_labels(const Value& id2label) {
  std::vector<std::string> labels;
  const Value::Map& members = id2label.as_map();
  for (std::size_t i = 0; i < members.size(); ++i) {
    labels.push_back(id2label.at(std::to_string(i)).as_string());
  }
  return labels;
}

}  // namespace

Value AutoregressiveOptions::from_config(const Value& config) {
  refuse_unsupported(config);
  Value options = Value::map();
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
  const std::int64_t vocab_size = options.at("vocab_size").as_int();
  take_token(config, "bos_token_id", vocab_size, options);
  take_token(config, "eos_token_id", vocab_size, options);
  take(config, "pad_token_id", options, "pad_token_id", Value());
  const Value& pad = options.at("pad_token_id");
  if (pad.is_int() && pad.as_int() < 0) options.set("pad_token_id", Value());  // as some spell none
  return options;
}

Value write_config(const AutoregressiveOptions& options, const HeadSpec& head) {
  const bool classifies = head.kind == HeadKind::kSequenceClassification;
  Value config = Value::map();
  config.set("architectures",
             Value::List{Value(classifies ? kClassifierClass : kLanguageModelClass)});
  config.set("model_type", "gpt2");
  config.set("n_embd", options.hidden_size);
  config.set("n_layer", options.num_layers);
  config.set("n_head", options.num_heads);
  config.set("n_inner",
             options.intermediate_size == 0 ? Value() : Value(options.intermediate_size));
  config.set("n_positions", options.max_positions);
  config.set("vocab_size", options.vocab_size);
  config.set("resid_pdrop", value_of(options.dropout));
  config.set("embd_pdrop", value_of(options.embedding_dropout.value_or(options.dropout)));
  config.set("attn_pdrop", value_of(options.attention_dropout));
  config.set("activation_function", options.activation);
  config.set("layer_norm_epsilon", value_of(options.layer_norm_epsilon));
  config.set("initializer_range", value_of(options.initializer_range));
  config.set("scale_attn_weights", options.scale_attention);
  config.set("scale_attn_by_inverse_layer_idx", options.scale_attention_by_layer);
  config.set("tie_word_embeddings", options.tie_word_embeddings);
  config.set("bos_token_id", value_of(options.bos_token_id));
  config.set("eos_token_id", value_of(options.eos_token_id));
  // The reference refuses to classify several rows at once where none is given.
  const bool pads_with_end = classifies && !options.pad_token_id;
  config.set("pad_token_id", value_of(pads_with_end ? options.eos_token_id : options.pad_token_id));
  config.set("torch_dtype", "float32");
  if (!classifies) return config;

  Value id2label = Value::map();
  Value label2id = Value::map();
  for (std::size_t i = 0; i < head.labels.size(); ++i) {
    id2label.set(std::to_string(i), head.labels[i]);
    label2id.set(head.labels[i], static_cast<std::int64_t>(i));
  }
  config.set("id2label", std::move(id2label));
  config.set("label2id", std::move(label2id));
  config.set("problem_type", head.problem_type);
  return config;
}

HeadSpec read_head(const Value& config) {
  HeadSpec head;
  const Value* architectures = given(config, "architectures");
  if (architectures == nullptr || architectures->size() == 0) return head;
  const Value& name = architectures->as_list().front();
  if (name.as_string() == kLanguageModelClass || name.as_string() == kBaseClass) return head;
  if (name.as_string() != kClassifierClass) {
    name.fail("unsupported-model", "no head for the model class " + name.as_string(),
              std::string("supported: ") + kLanguageModelClass + ", " + kClassifierClass);
  }

  head.kind = HeadKind::kSequenceClassification;
  if (const Value* id2label = given(config, "id2label")) {
    head.labels = read_labels(*id2label);
  } else {
    const Value* num_labels = given(config, "num_labels");
    const std::int64_t count = num_labels == nullptr ? 2 : num_labels->as_int();
    for (std::int64_t i = 0; i < count; ++i) head.labels.push_back("LABEL_" + std::to_string(i));
  }
  // Where it is absent the reference decides by the number of labels.
  const Value* problem_type = given(config, "problem_type");
  if (problem_type != nullptr)
    head.problem_type = problem_type->as_string();
  else if (head.labels.size() == 1)
    head.problem_type = "regression";
  return head;
}

}  // namespace graft
