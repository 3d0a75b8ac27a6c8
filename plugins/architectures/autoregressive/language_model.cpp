#include "language_model.h"

#include <utility>
#include <vector>

#include "config.h"
#include "graft/error.h"
#include "graft/nn/next_token.h"
#include "graft/ops/linear.h"
#include "graft/ops/shape.h"

namespace graft {

namespace {

constexpr const char* kPrefix = "transformer.";
constexpr const char* kOutputWeight = "lm_head.weight";
constexpr const char* kScoreWeight = "score.weight";

const AutoregressiveOptions& checked(const AutoregressiveOptions& options, const HeadSpec& head) {
  std::vector<Problem> problems;
  const auto complain = [&problems](std::string message, std::string hint) {
    problems.push_back(Problem{"", 0, 0, "model-options", std::move(message), std::move(hint)});
  };
  if (options.hidden_size % options.num_heads != 0) {
    complain("hidden_size " + std::to_string(options.hidden_size) +
                 " is no multiple of num_heads " + std::to_string(options.num_heads),
             "change one of them");
  }
  if (options.vocab_size < 1) {
    complain("vocab_size is not known", "give a tokenizer, or set vocab_size");
  }
  if (head.kind == HeadKind::kSequenceClassification && head.labels.empty()) {
    complain("the head has no labels", "name at least one");
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return options;
}

/// True for the causal-mask buffers that old checkpoints hold: `h.3.attn.bias`, `….masked_bias`.
bool is_mask_buffer(std::string_view name) {
  return name.starts_with("h.") &&
         (name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias"));
}

/// 1 where a token is no padding. As in the reference, a row of padding alone has its first token.
Tensor real_tokens(const Tensor& input_ids, std::int64_t pad_token_id) {
  Tensor mask(input_ids.shape(), DType::kInt64);
  for (std::int64_t i = 0; i < mask.numel(); ++i) {
    const bool is_first = i % input_ids.dim(1) == 0;
    const bool is_padding = input_ids.data<std::int64_t>()[i] == pad_token_id;
    mask.data<std::int64_t>()[i] = is_first || !is_padding ? 1 : 0;
  }
  return mask;
}

}  // namespace

LanguageModel::LanguageModel(const AutoregressiveOptions& options, const HeadSpec& head, Rng& rng)
    : options_(checked(options, head)), head_(head), transformer_(options_, rng) {
  register_module("transformer", transformer_);
  if (head_.kind == HeadKind::kSequenceClassification) {
    score_ = std::make_unique<SequenceHead>(options_.hidden_size,
                                            static_cast<std::int64_t>(head_.labels.size()), rng);
    register_module("score", score_->score, Part::kHead);
  } else if (!options_.tie_word_embeddings) {
    output_embeddings_ =
        register_parameter(kOutputWeight, random_normal({options_.vocab_size, options_.hidden_size},
                                                        rng, options_.initializer_range));
  }
}

HeadSpec LanguageModel::head_from_config(const Value& config) { return read_head(config); }

Value LanguageModel::config() const { return write_config(options_, head_); }

std::string LanguageModel::parameter_name(const std::string& name) const {
  // Weights of another head than this model's, or tied ones stored twice, are known and not needed.
  if (name == kOutputWeight) return output_embeddings_.defined() ? name : "";
  if (name == kScoreWeight) return score_ ? name : "";
  const std::string_view inner =
      name.starts_with(kPrefix) ? std::string_view(name).substr(std::string_view(kPrefix).size())
                                : std::string_view(name);
  if (is_mask_buffer(inner)) return "";
  const bool is_base_name = inner.starts_with("wte.") || inner.starts_with("wpe.") ||
                            inner.starts_with("h.") || inner.starts_with("ln_f.");
  return is_base_name ? kPrefix + std::string(inner) : name;
}

ModelOutput LanguageModel::forward(const Batch& batch, ForwardContext& context) {
  Transformer::Output inner = transformer_.forward(batch, nullptr, context);
  ModelOutput output;
  output.last_hidden_state = std::move(inner.last_hidden_state);
  output.hidden_states = std::move(inner.hidden_states);
  if (score_) {
    classify(batch, context, output);
  } else {
    predict_tokens(batch, context, output);
  }
  return output;
}

Tensor LanguageModel::token_logits(const Tensor& hidden_states) const {
  return linear(hidden_states,
                output_embeddings_.defined() ? output_embeddings_ : transformer_.word_embeddings());
}

void LanguageModel::predict_tokens(const Batch& batch, const ForwardContext& context,
                                   ModelOutput& output) const {
  const bool has_labels = batch.find("labels") != nullptr || batch.find("shift_labels") != nullptr;
  if (!has_labels && !context.logits) return;
  const Tensor logits = token_logits(output.last_hidden_state);
  if (context.logits) output.logits = logits;
  CrossEntropy result = next_token_loss(logits, batch);
  output.loss = std::move(result.loss);
  output.num_targets = result.num_targets;
}

Tensor LanguageModel::pooled(const Tensor& hidden_states, const Batch& batch) const {
  const Tensor* mask = batch.find("attention_mask");
  if (mask != nullptr || !options_.pad_token_id) return pool_last_token(hidden_states, mask);
  const Tensor real = real_tokens(batch.at("input_ids"), *options_.pad_token_id);
  return pool_last_token(hidden_states, &real);
}

void LanguageModel::classify(const Batch& batch, ForwardContext& context,
                             ModelOutput& output) const {
  output.logits = score_->forward(pooled(output.last_hidden_state, batch), context);
  const Tensor* labels = batch.find("labels");
  if (labels == nullptr) return;
  const SequenceLoss result = sequence_loss(output.logits, *labels, head_.problem_type);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

KvCache LanguageModel::make_cache() const { return KvCache(options_.num_layers); }

Tensor LanguageModel::next_token_logits(const Tensor& input_ids, KvCache& cache,
                                        ForwardContext& context) {
  Batch batch;
  batch["input_ids"] = input_ids;
  const Tensor hidden_states = transformer_.forward(batch, &cache, context).last_hidden_state;
  const std::int64_t seq = hidden_states.dim(1);
  const Tensor last = slice(hidden_states, 1, seq - 1, seq);
  return reshape(token_logits(last), {input_ids.dim(0), options_.vocab_size});
}

TextObjective::Window LanguageModel::window() const {
  // One token more than positions: the last is only a target.
  return {options_.max_positions + 1, options_.max_positions};
}

Batch LanguageModel::pretraining_batch(const Tensor& windows, Rng&) const {
  return next_token_batch(windows);
}

}  // namespace graft
