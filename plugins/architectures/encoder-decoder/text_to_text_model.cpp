#include "text_to_text_model.h"

#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "config.h"
#include "decoding_rows.h"
#include "graft/error.h"
#include "graft/nn/sequence_head.h"
#include "graft/nn/token_head.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/dropout.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/linear.h"
#include "pretraining.h"
#include "text_pairs.h"

namespace graft {

namespace {

constexpr std::string_view kPrefix = "transformer.";

/// What the backbone's parameters are called behind in checkpoints of this head.
std::string prefix_of(HeadKind head) {
  const bool is_wrapped =
      head == HeadKind::kSequenceClassification || head == HeadKind::kTokenClassification;
  return is_wrapped ? std::string(kPrefix) : "";
}

void add_hidden_states(const std::string& name, const std::vector<Tensor>& states,
                       ModelOutput& output) {
  for (std::size_t i = 0; i < states.size(); ++i) {
    output.more[name + "." + std::to_string(i)] = states[i];
  }
}

}  // namespace

TextToTextModel::TextToTextModel(const EncoderDecoderOptions& options, const HeadSpec& head,
                                 Rng& rng)
    : options_(completed(options, head)),
      head_(head),
      prefix_(prefix_of(head.kind)),
      backbone_(options_, rng) {
  register_module(prefix_.substr(0, prefix_.find('.')), backbone_);
  const auto num_labels = static_cast<std::int64_t>(head_.labels.size());
  if (head_.kind == HeadKind::kPretraining && !options_.tie_word_embeddings) {
    lm_head_ = std::make_unique<Linear>(
        options_.hidden_size, options_.vocab_size,
        Linear::Init{.standard_deviation = options_.initializer_factor, .bias = false}, rng);
    register_module("lm_head", *lm_head_);
  } else if (head_.kind == HeadKind::kSequenceClassification) {
    classification_head_ = std::make_unique<ClassificationHead>(options_, num_labels, rng);
    register_module("classification_head", *classification_head_, Part::kHead);
  } else if (head_.kind == HeadKind::kTokenClassification) {
    classifier_ =
        std::make_unique<Linear>(options_.hidden_size, num_labels, head_init(options_), rng);
    register_module("classifier", *classifier_, Part::kHead);
  } else if (head_.kind == HeadKind::kQuestionAnswering) {
    qa_outputs_ = std::make_unique<Linear>(options_.hidden_size, 2, head_init(options_), rng);
    register_module("qa_outputs", *qa_outputs_, Part::kHead);
  }
}

HeadSpec TextToTextModel::head_from_config(const Value& config) { return read_head(config); }

Value TextToTextModel::config() const { return write_config(options_, head_); }

std::string TextToTextModel::parameter_name(const std::string& name) const {
  // Weights of another head than this model's are known and not needed. Tied ones that are stored
  // twice have to be the same.
  if (name == "lm_head.weight") {
    if (options_.tie_word_embeddings) return prefix_ + "shared.weight";
    return lm_head_ ? name : "";
  }
  if (name.starts_with("classification_head.")) return classification_head_ ? name : "";
  if (name.starts_with("classifier.")) return classifier_ ? name : "";
  if (name.starts_with("qa_outputs.")) return qa_outputs_ ? name : "";
  const std::string_view whole = name;
  const std::string_view inner = whole.starts_with(kPrefix) ? whole.substr(kPrefix.size()) : whole;
  if (inner.starts_with("decoder.") && !backbone_.has_decoder()) return "";
  // Old files have one for attention to the source, which uses none.
  if (inner == "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight") return "";
  if (inner == "encoder.embed_tokens.weight" || inner == "decoder.embed_tokens.weight") {
    return prefix_ + "shared.weight";
  }
  const bool is_base_name = inner.starts_with("shared.") || inner.starts_with("encoder.") ||
                            inner.starts_with("decoder.");
  return is_base_name ? prefix_ + std::string(inner) : name;
}

std::vector<std::int64_t> TextToTextModel::frame_text(const std::vector<std::int64_t>& ids,
                                                      const SpecialTokens& special) const {
  std::vector<std::int64_t> framed = ids;
  if (special.eos) framed.push_back(*special.eos);
  return framed;
}

ModelOutput TextToTextModel::forward(const Batch& batch, ForwardContext& context) {
  Stack::Output encoded = backbone_.encode(batch, context);
  ModelOutput output;
  if (!backbone_.has_decoder()) {
    output.last_hidden_state = std::move(encoded.last_hidden_state);
    output.hidden_states = std::move(encoded.hidden_states);
    if (classifier_) tag_tokens(batch, context, output);
    return output;
  }
  output.more["encoder_last_hidden_state"] = encoded.last_hidden_state;
  add_hidden_states("encoder_hidden_states", encoded.hidden_states, output);
  decode(batch, context, output);
  switch (head_.kind) {
    case HeadKind::kSequenceClassification:
      classify(batch, context, output);
      break;
    case HeadKind::kQuestionAnswering:
      find_answer(batch, context, output);
      break;
    case HeadKind::kNone:
      break;
    default:
      predict_tokens(batch, context, output);
  }
  return output;
}

void TextToTextModel::decode(const Batch& batch, ForwardContext& context,
                             ModelOutput& output) const {
  const Source source =
      backbone_.source(output.more.at("encoder_last_hidden_state"), batch, context);
  const Tensor* mask = batch.find("decoder_attention_mask");
  Stack::Output decoded = backbone_.decode(
      decoder_input_ids(batch), mask == nullptr ? Tensor() : *mask, source, nullptr, context);
  output.last_hidden_state = std::move(decoded.last_hidden_state);
  add_hidden_states("decoder_hidden_states", decoded.hidden_states, output);
}

Tensor TextToTextModel::decoder_input_ids(const Batch& batch) const {
  if (const Tensor* given = batch.find("decoder_input_ids")) return *given;
  const bool rereads_input = classification_head_ != nullptr || qa_outputs_ != nullptr;
  const Tensor* written = batch.find(rereads_input ? "input_ids" : "labels");
  if (written == nullptr || head_.kind == HeadKind::kNone) {
    throw InputError("missing-input", "the decoder has nothing to read",
                     head_.kind == HeadKind::kNone ? "give decoder_input_ids"
                                                   : "give decoder_input_ids or labels");
  }
  const std::int64_t start = decoder_start_token_id();
  return shifted_right(*written, start, options_.pad_token_id.value_or(start));
}

Tensor TextToTextModel::token_logits(const Tensor& hidden_states, ForwardContext& context) const {
  if (lm_head_) return lm_head_->forward(hidden_states, context);
  return linear(scale(hidden_states, tied_factor()), backbone_.word_embeddings());
}

float TextToTextModel::tied_factor() const {
  return 1.0f / std::sqrt(static_cast<float>(options_.hidden_size));
}

void TextToTextModel::predict_tokens(const Batch& batch, ForwardContext& context,
                                     ModelOutput& output) const {
  const Tensor* labels = batch.find("labels");
  // An output layer of its own may carry grafts.
  const bool is_fused = !context.logits && !lm_head_;
  if (context.logits) output.logits = token_logits(output.last_hidden_state, context);
  if (labels == nullptr) return;
  if (is_fused) {
    const LabelledRows chosen = labelled_rows(output.last_hidden_state, *labels);
    const CrossEntropy result = linear_cross_entropy(
        scale(chosen.rows, tied_factor()), backbone_.word_embeddings(), Tensor(), chosen.labels);
    output.loss = result.loss;
    output.num_targets = result.num_targets;
    return;
  }
  const Tensor logits =
      context.logits ? output.logits : token_logits(output.last_hidden_state, context);
  const SequenceLoss result = token_loss(logits, *labels);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

void TextToTextModel::classify(const Batch& batch, ForwardContext& context,
                               ModelOutput& output) const {
  output.logits = classification_head_->forward(
      pool_last_end(output.last_hidden_state, batch, options_), context);
  const Tensor* labels = batch.find("labels");
  if (labels == nullptr) return;
  const SequenceLoss result = sequence_loss(output.logits, *labels, head_.problem_type);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

void TextToTextModel::tag_tokens(const Batch& batch, ForwardContext& context,
                                 ModelOutput& output) const {
  const Tensor dropped = dropout(output.last_hidden_state, options_.classifier_dropout, context);
  output.logits = classifier_->forward(dropped, context);
  const Tensor* labels = batch.find("labels");
  if (labels == nullptr) return;
  const SequenceLoss result = token_loss(output.logits, *labels);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

void TextToTextModel::find_answer(const Batch& batch, ForwardContext& context,
                                  ModelOutput& output) const {
  const SpanLogits logits = span_logits(qa_outputs_->forward(output.last_hidden_state, context));
  output.more["start_logits"] = logits.start;
  output.more["end_logits"] = logits.end;
  const Tensor* start = batch.find("start_positions");
  const Tensor* end = batch.find("end_positions");
  if (start == nullptr || end == nullptr) return;
  const SequenceLoss result = span_loss(logits, *start, *end);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

void TextToTextModel::require_text_head() const {
  if (head_.kind == HeadKind::kPretraining) return;
  throw InputError("wrong-head",
                   head_.kind == HeadKind::kNone
                       ? "a model without head writes no text"
                       : std::string("a model for ") + name_of(head_.kind) + " writes no text",
                   "use the folder of a T5ForConditionalGeneration");
}

std::int64_t TextToTextModel::decoder_start_token_id() const {
  if (options_.decoder_start_token_id) return *options_.decoder_start_token_id;
  if (options_.pad_token_id) return *options_.pad_token_id;
  throw InputError("missing-token", "the token that each written text begins with is not known",
                   "set decoder_start_token_id or pad_token_id");
}

KvCache TextToTextModel::start(const Batch& source, ForwardContext& context) {
  require_text_head();
  const Stack::Output encoded = backbone_.encode(source, context);
  const Source seen = backbone_.source(encoded.last_hidden_state, source, context);
  KvCache cache(options_.num_decoder_layers);
  for (const KeyValue& block : seen.blocks) {
    cache.source_keys.push_back(block.key.detach());
    cache.source_values.push_back(block.value.detach());
  }
  cache.source_mask = seen.mask;
  return cache;
}

Tensor TextToTextModel::next_token_logits(const Tensor& input_ids, const Tensor& attention_mask,
                                          KvCache& cache, ForwardContext& context) {
  require_text_head();
  if (cache.source_keys.size() != static_cast<std::size_t>(options_.num_decoder_layers)) {
    throw InputError("missing-input", "the cache has read no source text",
                     "begin with a cache of `start`");
  }
  Source source;
  for (std::size_t i = 0; i < cache.source_keys.size(); ++i) {
    source.blocks.push_back({cache.source_keys[i], cache.source_values[i]});
  }
  source.mask = cache.source_mask;
  const NewTokens tokens = with_real_ones_in_front({input_ids, attention_mask});
  move_padding_to_front(cache);
  const Tensor& mask = tokens.attention_mask;
  const Tensor hidden_states =
      backbone_.decode(tokens.input_ids, mask, source, &cache, context).last_hidden_state;
  return token_logits(pool_last_token(hidden_states, mask.defined() ? &mask : nullptr), context);
}

TextObjective::Window TextToTextModel::window(const TokenTraits& tokens) const {
  return pretraining_window(options_, tokens);
}

Batch TextToTextModel::pretraining_batch(const Tensor& windows, const TokenTraits& tokens,
                                         Rng& rng) const {
  return pretraining_pairs(options_, windows, tokens, rng);
}

}  // namespace graft
