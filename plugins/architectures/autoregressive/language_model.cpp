#include "language_model.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "config.h"
#include "graft/nn/next_token.h"
#include "graft/nn/sequence_head.h"
#include "graft/nn/token_head.h"
#include "graft/ops/dropout.h"
#include "graft/ops/linear.h"
#include "llama_stack.h"
#include "option_fit.h"
#include "parameter_names.h"
#include "transformer.h"

namespace graft {

namespace {

/// 1 up to the token that a row is classified by. As in the reference that is the one before the
/// first padding token, whatever the mask; in a row that has none, or begins with one, the last.
Tensor up_to_last_token(const Tensor& input_ids, std::int64_t pad_token_id) {
  Tensor mask = Tensor::zeros(input_ids.shape(), DType::kInt64);
  const std::int64_t seq = input_ids.dim(1);
  for (std::int64_t row = 0; row < input_ids.dim(0); ++row) {
    const std::int64_t* const ids = input_ids.data<std::int64_t>() + row * seq;
    const std::int64_t length = std::find(ids, ids + seq, pad_token_id) - ids;
    std::fill_n(mask.data<std::int64_t>() + row * seq, length == 0 ? seq : length, 1);
  }
  return mask;
}

/// Sets to 0 what `attention_mask` leaves out. Throws InputError for one of another shape or type.
void leave_out(const Batch& batch, Tensor& mask) {
  const Tensor* const attention_mask = batch.find("attention_mask");
  if (attention_mask == nullptr) return;
  if (attention_mask->shape() != mask.shape() || attention_mask->dtype() != DType::kInt64) {
    throw InputError("bad-shape", std::string("attention_mask: expected i64 ") +
                                      to_string(mask.shape()) + ", got " +
                                      name_of(attention_mask->dtype()) + " " +
                                      to_string(attention_mask->shape()));
  }
  for (std::int64_t i = 0; i < mask.numel(); ++i) {
    if (attention_mask->data<std::int64_t>()[i] == 0) mask.data<std::int64_t>()[i] = 0;
  }
}

std::unique_ptr<DecoderStack> make_stack(const AutoregressiveOptions& options, Rng& rng) {
  if (is_llama(options)) return std::make_unique<LlamaStack>(options, rng);
  return std::make_unique<Transformer>(options, rng);
}

/// Tokens of a window of `seq` inputs that are read both ways: all but those that are predicted.
std::int64_t prefix_of(std::int64_t seq) { return std::max<std::int64_t>(seq / 2, 1); }

Tensor same_for_all(std::int64_t batch, std::int64_t value) {
  Tensor tensor({batch}, DType::kInt64);
  std::fill_n(tensor.data<std::int64_t>(), batch, value);
  return tensor;
}

}  // namespace

LanguageModel::LanguageModel(const AutoregressiveOptions& options, const HeadSpec& head, Rng& rng)
    : options_(checked(options, head)), head_(head), stack_(make_stack(options_, rng)) {
  register_module(stack_path(options_), *stack_);
  if (head_.kind == HeadKind::kNone) return;
  if (head_.kind != HeadKind::kPretraining) {
    const bool has_bias = head_.kind == HeadKind::kTokenClassification;
    classifier_ = std::make_unique<Linear>(
        options_.hidden_size, static_cast<std::int64_t>(head_.labels.size()),
        Linear::Init{.standard_deviation = options_.initializer_range, .bias = has_bias}, rng);
    register_module(classifier_path(options_, head_), *classifier_, Part::kHead);
  } else if (!options_.tie_word_embeddings) {
    output_embeddings_ =
        register_parameter(kOutputWeight, random_normal({options_.vocab_size, options_.hidden_size},
                                                        rng, options_.initializer_range));
  }
}

HeadSpec LanguageModel::head_from_config(const Value& config) { return read_head(config); }

Value LanguageModel::config() const { return write_config(options_, head_); }

std::string LanguageModel::parameter_name(const std::string& name) const {
  return name_in_model(name, options_, head_);
}

ModelOutput LanguageModel::forward(const Batch& batch, ForwardContext& context) {
  DecoderStack::Output inner = stack_->forward(batch, nullptr, context);
  ModelOutput output;
  output.last_hidden_state = std::move(inner.last_hidden_state);
  output.hidden_states = std::move(inner.hidden_states);
  if (head_.kind == HeadKind::kSequenceClassification) {
    classify_texts(batch, context, output);
  } else if (head_.kind == HeadKind::kTokenClassification) {
    classify_tokens(batch, context, output);
  } else if (head_.kind == HeadKind::kPretraining) {
    predict_tokens(batch, context, output);
  }
  return output;
}

const Tensor& LanguageModel::output_embeddings() const {
  return output_embeddings_.defined() ? output_embeddings_ : stack_->word_embeddings();
}

void LanguageModel::predict_tokens(const Batch& batch, const ForwardContext& context,
                                   ModelOutput& output) const {
  if (context.logits) output.logits = linear(output.last_hidden_state, output_embeddings());
  CrossEntropy result = context.logits
                            ? next_token_loss(output.logits, batch)
                            : next_token_loss(output.last_hidden_state, output_embeddings(), batch);
  output.loss = std::move(result.loss);
  output.num_targets = result.num_targets;
}

Tensor LanguageModel::pooled(const Tensor& hidden_states, const Batch& batch) const {
  if (!options_.pad_token_id) return pool_last_token(hidden_states, batch.find("attention_mask"));
  Tensor mask = up_to_last_token(batch.at("input_ids"), *options_.pad_token_id);
  // Unlike the reference, never by a token that nobody sees.
  leave_out(batch, mask);
  return pool_last_token(hidden_states, &mask);
}

void LanguageModel::classify_texts(const Batch& batch, ForwardContext& context,
                                   ModelOutput& output) const {
  output.logits = classifier_->forward(pooled(output.last_hidden_state, batch), context);
  const Tensor* labels = batch.find("labels");
  if (labels == nullptr) return;
  const SequenceLoss result = sequence_loss(output.logits, *labels, head_.problem_type);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

void LanguageModel::classify_tokens(const Batch& batch, ForwardContext& context,
                                    ModelOutput& output) const {
  const Tensor hidden_states = dropout(output.last_hidden_state, options_.dropout, context);
  output.logits = classifier_->forward(hidden_states, context);
  const Tensor* labels = batch.find("labels");
  if (labels == nullptr) return;
  const SequenceLoss result = token_loss(output.logits, *labels);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

std::int64_t LanguageModel::position_limit() const {
  return is_llama(options_) ? 0 : options_.max_positions;  // rotary positions have no end
}

KvCache LanguageModel::start(const Batch&, ForwardContext&) {
  if (head_.kind == HeadKind::kPretraining) return KvCache(options_.num_layers);
  throw InputError("wrong-head",
                   head_.kind == HeadKind::kNone
                       ? "the model has no head and predicts no tokens"
                       : std::string("the model has a head for ") + name_of(head_.kind) +
                             " and predicts no tokens",
                   "use a model with a language model's head");
}

Tensor LanguageModel::next_token_logits(const Tensor& input_ids, const Tensor& attention_mask,
                                        KvCache& cache, ForwardContext& context) {
  Batch batch;
  batch["input_ids"] = input_ids;
  if (attention_mask.defined()) batch["attention_mask"] = attention_mask;
  // What a prefix model is given to begin with is read both ways.
  if (options_.objective == kPrefixLm && cache.length() == 0) {
    batch["prefix_lengths"] = same_for_all(input_ids.dim(0), input_ids.dim(1));
  }
  const Tensor hidden_states = stack_->forward(batch, &cache, context).last_hidden_state;
  return linear(pool_last_token(hidden_states, batch.find("attention_mask")), output_embeddings());
}

TextObjective::Window LanguageModel::window(const TokenTraits&) const {
  // One token more than positions: the last is only a target.
  const std::int64_t seq = options_.max_positions;
  return {seq + 1, options_.objective == kPrefixLm ? seq + 1 - prefix_of(seq) : seq};
}

Batch LanguageModel::pretraining_batch(const Tensor& windows, const TokenTraits&, Rng&) const {
  Batch batch = next_token_batch(windows);
  if (options_.objective != kPrefixLm) return batch;
  Tensor& labels = batch["shift_labels"];
  const std::int64_t seq = labels.dim(1);
  const std::int64_t prefix = prefix_of(seq);
  for (std::int64_t row = 0; row < labels.dim(0); ++row) {
    // The last token of the prefix predicts the first one behind it.
    std::fill_n(labels.data<std::int64_t>() + row * seq, prefix - 1, kIgnoreIndex);
  }
  batch["prefix_lengths"] = same_for_all(labels.dim(0), prefix);
  return batch;
}

}  // namespace graft
