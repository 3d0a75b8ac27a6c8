#include "clip_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "clip_config.h"
#include "framed_texts.h"
#include "graft/error.h"
#include "graft/nn/sequence_head.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/elementwise.h"
#include "graft/ops/matmul.h"
#include "graft/ops/normalize.h"
#include "graft/ops/shape.h"
#include "vision_config.h"

namespace graft {

namespace {

constexpr float kLargestLogitScale = 4.6051702f;  // ln 100
// In a config.json it stands for the rule of old checkpoints.
constexpr std::int64_t kHighestIdRule = 2;

const ClipOptions& checked(const ClipOptions& options, const HeadSpec& head) {
  std::vector<Problem> problems;
  const auto complain = [&problems](std::string code, std::string message, std::string hint) {
    problems.push_back(Problem{"", 0, 0, std::move(code), std::move(message), std::move(hint)});
  };
  const bool classifies = head.kind == HeadKind::kImageClassification;
  if (!classifies && head.kind != HeadKind::kPretraining) {
    complain("unsupported-head", std::string("CLIP has no head for ") + name_of(head.kind),
             "use it for image classification, or choose another architecture");
  }
  if (classifies && head.labels.empty()) {
    complain("model-options", "the head has no labels", "name at least one");
  }
  if (!classifies && options.hidden_size % options.num_heads != 0) {
    complain("model-options",
             "hidden_size " + std::to_string(options.hidden_size) +
                 " is no multiple of num_heads " + std::to_string(options.num_heads),
             "change one of them");
  }
  if (!classifies && options.vocab_size < 1) {
    complain("model-options", "vocab_size is not known", "give a tokenizer, or set vocab_size");
  }
  if (options.eos_token_id == kHighestIdRule && !options.pools_highest_id) {
    complain("model-options",
             "eos_token_id 2: in a config.json it means that a text is pooled at its highest id",
             "give the end-of-text token of the vocabulary another id, or set pools_highest_id");
  }
  check_vision(vision_tower(options), problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return options;
}

float width_deviation(const ClipOptions& options, std::int64_t width) {
  return options.initializer_factor / std::sqrt(static_cast<float>(width));
}

std::unique_ptr<Linear> projection(const ClipOptions& options, std::int64_t width, Rng& rng) {
  const Linear::Init init{.standard_deviation = width_deviation(options, width), .bias = false};
  return std::make_unique<Linear>(width, options.projection_size, init, rng);
}

/// Cross entropy of each row against the column of its own number.
Tensor matching_loss(const Tensor& logits) {
  Tensor labels({logits.dim(0)}, DType::kInt64);
  for (std::int64_t i = 0; i < labels.numel(); ++i) labels.data<std::int64_t>()[i] = i;
  return cross_entropy(logits, labels).loss;
}

/// Mean over all positions but the class token: [batch, 1 + patches, hidden] -> [batch, hidden].
Tensor mean_of_patches(const Tensor& hidden_states) {
  const std::int64_t batch = hidden_states.dim(0);
  const std::int64_t count = hidden_states.dim(1) - 1;
  const Tensor sums =
      matmul(Tensor::full({batch, 1, count}, 1.0f), slice(hidden_states, 1, 1, 1 + count));
  return scale(reshape(sums, {batch, hidden_states.dim(2)}), 1.0f / static_cast<float>(count));
}

bool begins_with_any(const std::string& name, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&name](const std::string& beginning) { return name.starts_with(beginning); });
}

}  // namespace

ClipModel::ClipModel(const ClipOptions& options, const HeadSpec& head, Rng& rng)
    : options_(checked(options, head)), head_(head), vision_model_(vision_tower(options), rng) {
  const std::int64_t vision_width = vision_tower(options).tower.hidden_size;
  if (head_.kind == HeadKind::kImageClassification) {
    const auto num_labels = static_cast<std::int64_t>(head_.labels.size());
    classifier_ = std::make_unique<Linear>(
        vision_width, num_labels,
        Linear::Init{.standard_deviation = width_deviation(options, vision_width)}, rng);
    register_module("vision_model", vision_model_);
    register_module("classifier", *classifier_, Part::kHead);
    return;
  }
  text_model_ = std::make_unique<TextTransformer>(options.vocab_size, options.max_positions,
                                                  text_tower(options), rng);
  visual_projection_ = projection(options, vision_width, rng);
  text_projection_ = projection(options, options.hidden_size, rng);
  logit_scale_ = register_parameter("logit_scale", Tensor::scalar(options.logit_scale_init_value));
  register_module("text_model", *text_model_);
  register_module("vision_model", vision_model_);
  register_module("visual_projection", *visual_projection_);
  register_module("text_projection", *text_projection_);
}

HeadSpec ClipModel::head_from_config(const Value& config) { return read_clip_head(config); }

Value ClipModel::config() const { return write_clip_config(options_, head_); }

std::string ClipModel::parameter_name(const std::string& name) const {
  // Buffers of old checkpoints, and weights of another head than this model's.
  if (name.ends_with(".embeddings.position_ids")) return "";
  if (!classifier_) return name.starts_with("classifier.") ? "" : name;
  return begins_with_any(name, {"text_model.", "text_projection.", "visual_projection."}) ||
                 name == "logit_scale"
             ? ""
             : name;
}

std::int64_t ClipModel::max_positions() const { return text_model_ ? options_.max_positions : 0; }

std::int64_t ClipModel::vocab_size() const { return text_model_ ? options_.vocab_size : 0; }

std::vector<std::int64_t> ClipModel::frame_text(const std::vector<std::int64_t>& ids,
                                                const SpecialTokens& special) const {
  return framed(ids, special.bos == special.eos ? std::nullopt : special.bos, special.eos);
}

ImageInput ClipModel::image_input() const { return clip_image_input(vision_tower(options_)); }

ModelOutput ClipModel::forward(const Batch& batch, ForwardContext& context) {
  ModelOutput output;
  if (classifier_) {
    classify(batch, context, output);
    return output;
  }
  const bool has_images = batch.find("pixel_values") != nullptr;
  const bool has_texts = batch.find("input_ids") != nullptr || !has_images;
  const auto keep = [&](const std::string& tower, const std::string& embeds, Embedded& from) {
    if (!context.logits) return;
    output.more[tower + ".last_hidden_state"] = from.tower.last_hidden_state;
    output.more[tower + ".pooler_output"] = from.pooled;
    output.more[embeds] = from.projection;
    for (std::size_t i = 0; i < from.tower.hidden_states.size(); ++i) {
      output.more[tower + ".hidden_states." + std::to_string(i)] = from.tower.hidden_states[i];
    }
  };
  Embedded images;
  Embedded texts;
  if (has_images) {
    images = embedded_images(batch, context);
    keep("vision", "image_embeds", images);
  }
  if (has_texts) {
    texts = embedded_texts(batch, context);
    keep("text", "text_embeds", texts);
  }
  if (has_images && has_texts) compare(images.projection, texts.projection, context, output);
  return output;
}

ClipModel::Embedded ClipModel::embedded_images(const Batch& batch, ForwardContext& context) const {
  Embedded result;
  result.tower = vision_model_.forward(batch.at("pixel_values"), context);
  result.pooled = vision_model_.pooled(result.tower.last_hidden_state);
  result.projection = l2_normalize(visual_projection_->forward(result.pooled, context), 0.0f);
  return result;
}

ClipModel::Embedded ClipModel::embedded_texts(const Batch& batch, ForwardContext& context) const {
  Embedded result;
  result.tower = text_model_->forward(batch, context);
  const Tensor& hidden_states = result.tower.last_hidden_state;
  result.pooled = select_rows(reshape(hidden_states, {-1, hidden_states.dim(2)}),
                              ends_of_text(batch.at("input_ids")));
  result.projection = l2_normalize(text_projection_->forward(result.pooled, context), 0.0f);
  return result;
}

std::vector<std::int64_t> ClipModel::ends_of_text(const Tensor& input_ids) const {
  if (options_.pools_highest_id) return first_highest_id(input_ids);
  if (options_.eos_token_id) return first_end_of_text(input_ids, *options_.eos_token_id);
  throw InputError("missing-token", "CLIP needs the token that ends a text, and knows none",
                   "give a tokenizer with an end-of-text token, or set eos_token_id");
}

/// Source: Radford et al., 2021, figure 3.
void ClipModel::compare(const Tensor& image_embeds, const Tensor& text_embeds,
                        const ForwardContext& context, ModelOutput& output) const {
  const Tensor factor = exp(logit_scale_);
  const Tensor per_text = multiply(matmul(text_embeds, image_embeds, Transpose::kSecond), factor);
  const Tensor per_image = transpose(per_text);
  if (context.logits) {
    output.more["logits_per_text"] = per_text;
    output.more["logits_per_image"] = per_image;
  }
  if (per_text.dim(0) != per_text.dim(1)) return;
  output.loss = scale(add(matching_loss(per_text), matching_loss(per_image)), 0.5f);
  output.num_targets = per_text.dim(0);
}

void ClipModel::classify(const Batch& batch, ForwardContext& context, ModelOutput& output) const {
  Encoder::Output tower = vision_model_.forward(batch.at("pixel_values"), context);
  output.logits = classifier_->forward(mean_of_patches(tower.last_hidden_state), context);
  output.last_hidden_state = std::move(tower.last_hidden_state);
  output.hidden_states = std::move(tower.hidden_states);
  const Tensor* labels = batch.find("labels");
  if (labels == nullptr) return;
  const SequenceLoss result = sequence_loss(output.logits, *labels, head_.problem_type);
  output.loss = result.loss;
  output.num_targets = result.num_targets;
}

namespace {

[[noreturn]] void fail_as_classifier() {
  throw InputError("no-embeddings",
                   "this CLIP classifies images: it has no space that they share with texts",
                   "use the model it was made from");
}

}  // namespace

Tensor ClipModel::embed_image(const Batch& batch, ForwardContext& context) {
  if (!visual_projection_) fail_as_classifier();
  return embedded_images(batch, context).projection;
}

Tensor ClipModel::embed_text(const Batch& batch, ForwardContext& context) {
  if (!text_model_) fail_as_classifier();
  return embedded_texts(batch, context).projection;
}

float ClipModel::similarity_scale() const {
  if (!logit_scale_.defined()) fail_as_classifier();
  return std::exp(logit_scale_.item());
}

Batch ClipModel::pretraining_batch(const Tensor& pixel_values,
                                   const std::vector<std::vector<std::int64_t>>& texts,
                                   const TokenTraits& tokens, Rng&) const {
  require_pairs(pixel_values, texts.size());
  const std::int64_t eos = required_eos(tokens, "CLIP");
  if (!options_.pools_highest_id && options_.eos_token_id != eos) {
    throw InputError("wrong-token",
                     "texts end with token " + std::to_string(eos) +
                         ", but eos_token_id of the model is " +
                         (options_.eos_token_id ? std::to_string(*options_.eos_token_id) : "unset"),
                     "use the tokenizer that belongs to the model");
  }
  const auto frame = static_cast<std::int64_t>(frame_text({}, tokens.special).size());
  const std::int64_t room = options_.max_positions - frame;
  require_room(room, options_.max_positions);
  std::vector<std::vector<std::int64_t>> rows;
  for (std::vector<std::int64_t> ids : texts) {
    if (static_cast<std::int64_t>(ids.size()) > room) ids.resize(static_cast<std::size_t>(room));
    rows.push_back(frame_text(ids, tokens.special));
  }
  // No id is above that of the end where the highest stands for a text.
  const std::int64_t padding = options_.pools_highest_id ? eos : tokens.special.pad.value_or(eos);
  PaddedRows padded = padded_rows(rows, padding);
  Batch batch;
  batch["pixel_values"] = pixel_values;
  batch["input_ids"] = std::move(padded.input_ids);
  batch["attention_mask"] = std::move(padded.attention_mask);
  return batch;
}

void ClipModel::constrain_parameters() {
  if (!logit_scale_.defined()) return;
  float* const value = logit_scale_.data<float>();
  *value = std::clamp(*value, 0.0f, kLargestLogitScale);
}

}  // namespace graft
