#include "masked_model.h"

#include <algorithm>
#include <string>
#include <utility>

#include "config.h"
#include "graft/error.h"
#include "graft/nn/token_head.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/shape.h"
#include "next_sentence.h"
#include "parameter_names.h"
#include "token_masking.h"

namespace graft {

namespace {

const AutoencodingOptions& checked(const AutoencodingOptions& options, const HeadSpec& head) {
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
  const bool has_labels =
      head.kind == HeadKind::kSequenceClassification || head.kind == HeadKind::kTokenClassification;
  if (has_labels && head.labels.empty()) {
    complain("the head has no labels", "name at least one");
  }
  if (head.kind == HeadKind::kImageClassification) {
    complain("autoencoding models have no head for image classification",
             "use another architecture");
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return options;
}

bool needs_pooler(const AutoencodingOptions& options, const HeadSpec& head) {
  if (head.kind == HeadKind::kPretraining) return options.next_sentence;
  return head.kind == HeadKind::kSequenceClassification || head.kind == HeadKind::kNone;
}

/// Rows of the texts that a batch is made of, padded at the end.
struct BatchRows {
  std::vector<MaskedRow> rows;
  std::vector<std::vector<std::int64_t>> types;

  Batch batch(std::int64_t pad_id) const {
    std::size_t longest = 0;
    for (const MaskedRow& row : rows) longest = std::max(longest, row.input_ids.size());
    const Shape shape = {static_cast<std::int64_t>(rows.size()),
                         static_cast<std::int64_t>(longest)};
    Batch batch;
    batch["input_ids"] = Tensor(shape, DType::kInt64);
    batch["labels"] = Tensor(shape, DType::kInt64);
    batch["attention_mask"] = Tensor::zeros(shape, DType::kInt64);
    batch["token_type_ids"] = Tensor::zeros(shape, DType::kInt64);
    std::fill_n(batch["input_ids"].data<std::int64_t>(), shape[0] * shape[1], pad_id);
    std::fill_n(batch["labels"].data<std::int64_t>(), shape[0] * shape[1], kIgnoreIndex);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto at = static_cast<std::int64_t>(i) * shape[1];
      const auto put = [&](const char* name, const std::vector<std::int64_t>& values) {
        std::copy(values.begin(), values.end(), batch[name].data<std::int64_t>() + at);
      };
      put("input_ids", rows[i].input_ids);
      put("labels", rows[i].labels);
      put("attention_mask", std::vector<std::int64_t>(rows[i].input_ids.size(), 1));
      put("token_type_ids", types[i]);
    }
    return batch;
  }
};

}  // namespace

MaskedModel::MaskedModel(const AutoencodingOptions& options, const HeadSpec& head, Rng& rng)
    : options_(checked(options, head)),
      head_(head),
      has_pooler_(needs_pooler(options, head)),
      backbone_(options_, has_pooler_, rng) {
  register_module("bert", backbone_);
  const Linear::Init init = {.standard_deviation = options_.initializer_range};
  if (head_.kind == HeadKind::kPretraining) {
    predictions_ = std::make_unique<MaskedLanguageHead>(options_, rng);
    register_module("cls.predictions", *predictions_);
    if (!options_.next_sentence) return;
    seq_relationship_ = std::make_unique<Linear>(options_.hidden_size, 2, init, rng);
    register_module("cls.seq_relationship", *seq_relationship_);
    return;
  }
  if (head_.kind == HeadKind::kNone) return;
  const bool is_span = head_.kind == HeadKind::kQuestionAnswering;
  const std::int64_t outputs = is_span ? 2 : static_cast<std::int64_t>(head_.labels.size());
  task_ = std::make_unique<Linear>(options_.hidden_size, outputs, init, rng);
  register_module(is_span ? "qa_outputs" : "classifier", *task_, Part::kHead);
}

HeadSpec MaskedModel::head_from_config(const Value& config) { return read_head(config); }

Value MaskedModel::config() const { return write_config(options_, head_); }

std::string MaskedModel::parameter_name(const std::string& name) const {
  return name_in_model(name, options_, head_, has_pooler_);
}

ModelOutput MaskedModel::forward(const Batch& batch, ForwardContext& context) {
  Backbone::Output inner = backbone_.forward(batch, context);
  ModelOutput output;
  output.last_hidden_state = std::move(inner.last_hidden_state);
  output.hidden_states = std::move(inner.hidden_states);
  if (inner.pooler_output.defined()) output.more["pooler_output"] = inner.pooler_output;
  switch (head_.kind) {
    case HeadKind::kPretraining:
      predict_tokens(batch, context, output);
      if (seq_relationship_) predict_next_sentence(batch, context, output);
      break;
    case HeadKind::kNone:
      break;
    case HeadKind::kQuestionAnswering:
      find_answer(batch, context, output);
      break;
    default:
      classify(batch, context, output);
  }
  return output;
}

void MaskedModel::predict_tokens(const Batch& batch, ForwardContext& context,
                                 ModelOutput& output) const {
  const Tensor* const labels = batch.find("labels");
  if (labels == nullptr && !context.logits) return;
  const Tensor& words = backbone_.word_embeddings();
  if (!context.logits) {
    const CrossEntropy result =
        predictions_->loss(output.last_hidden_state, words, *labels, context);
    output.loss = result.loss;
    output.num_targets = result.num_targets;
    return;
  }
  output.logits = predictions_->forward(output.last_hidden_state, words, context);
  if (seq_relationship_) output.more["prediction_logits"] = output.logits;
  if (labels == nullptr) return;
  const SequenceLoss result = token_loss(output.logits, *labels);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

void MaskedModel::predict_next_sentence(const Batch& batch, ForwardContext& context,
                                        ModelOutput& output) const {
  const Tensor logits = seq_relationship_->forward(output.more.at("pooler_output"), context);
  output.more["seq_relationship_logits"] = logits;
  const Tensor* const label = batch.find("next_sentence_label");
  // As in the reference, there is a loss only where both parts have labels.
  if (label == nullptr || !output.loss.defined()) {
    output.loss = Tensor();
    return;
  }
  output.loss = add(output.loss, cross_entropy(logits, label->view({-1})).loss);
}

void MaskedModel::classify(const Batch& batch, ForwardContext& context, ModelOutput& output) const {
  const bool by_token = head_.kind == HeadKind::kTokenClassification;
  const Tensor& features = by_token ? output.last_hidden_state : output.more.at("pooler_output");
  const float probability = options_.classifier_dropout.value_or(options_.dropout);
  output.logits = task_->forward(dropout(features, probability, context), context);
  const Tensor* const labels = batch.find("labels");
  if (labels == nullptr) return;
  const SequenceLoss result = by_token ? token_loss(output.logits, *labels)
                                       : sequence_loss(output.logits, *labels, head_.problem_type);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

void MaskedModel::find_answer(const Batch& batch, ForwardContext& context,
                              ModelOutput& output) const {
  output.logits = task_->forward(output.last_hidden_state, context);
  const SpanLogits span = span_logits(output.logits);
  output.more["start_logits"] = span.start;
  output.more["end_logits"] = span.end;
  const Tensor* const start = batch.find("start_positions");
  const Tensor* const end = batch.find("end_positions");
  if (start == nullptr || end == nullptr) return;
  const SequenceLoss result = span_loss(span, *start, *end);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

Tensor MaskedModel::mask_logits(const Batch& batch, ForwardContext& context) {
  if (!predictions_) {
    throw InputError(
        "wrong-head",
        std::string("the model has a head for ") + name_of(head_.kind) + " and predicts no tokens",
        "use the pre-trained model");
  }
  const Tensor hidden_states = backbone_.forward(batch, context).last_hidden_state;
  return predictions_->forward(hidden_states, backbone_.word_embeddings(), context);
}

std::vector<std::int64_t> MaskedModel::frame_text(const std::vector<std::int64_t>& ids,
                                                  const SpecialTokens& special) const {
  std::vector<std::int64_t> framed;
  if (special.cls) framed.push_back(*special.cls);
  framed.insert(framed.end(), ids.begin(), ids.end());
  if (special.sep) framed.push_back(*special.sep);
  return framed;
}

TextObjective::Window MaskedModel::window(const TokenTraits& tokens) const {
  if (!tokens.special.mask) {
    throw InputError("no-mask-token", "masked language modelling needs a mask token",
                     "train the tokenizer with one, e.g. `mask_token: \"[MASK]\"`");
  }
  const bool is_framed = tokens.special.cls && tokens.special.sep;
  if (options_.next_sentence && !is_framed) {
    throw InputError("no-separation-token",
                     "next-sentence prediction needs a classification and a separation token",
                     "train the tokenizer with `cls_token` and `sep_token`");
  }
  std::int64_t around = (tokens.special.cls ? 1 : 0) + (tokens.special.sep ? 1 : 0);
  if (options_.next_sentence) ++around;
  const std::int64_t length = options_.max_positions - around;
  return {length, length};
}

Batch MaskedModel::pretraining_batch(const Tensor& windows, const TokenTraits& tokens,
                                     Rng& rng) const {
  BatchRows made;
  std::vector<std::int64_t> next_labels;
  if (options_.next_sentence) {
    for (const SentencePair& pair : sentence_pairs(windows, rng)) {
      std::vector<std::int64_t> ids = frame_text(pair.first, tokens.special);
      std::vector<std::int64_t> types(ids.size(), 0);
      ids.insert(ids.end(), pair.second.begin(), pair.second.end());
      ids.push_back(*tokens.special.sep);
      types.resize(ids.size(), 1);
      made.rows.push_back(mask_tokens(ids, tokens, options_, rng));
      made.types.push_back(std::move(types));
      next_labels.push_back(pair.follows ? 0 : 1);
    }
  } else {
    for (const std::vector<std::int64_t>& row : unpadded_rows(windows)) {
      made.rows.push_back(mask_tokens(frame_text(row, tokens.special), tokens, options_, rng));
      made.types.emplace_back(made.rows.back().input_ids.size(), 0);
    }
  }
  Batch batch = made.batch(tokens.special.pad.value_or(options_.pad_token_id.value_or(0)));
  if (options_.next_sentence) {
    batch["next_sentence_label"] =
        Tensor::from({static_cast<std::int64_t>(next_labels.size())}, next_labels);
  }
  return batch;
}

}  // namespace graft
