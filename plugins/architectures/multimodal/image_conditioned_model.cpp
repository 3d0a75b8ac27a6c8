#include "image_conditioned_model.h"

#include <algorithm>
#include <utility>

#include "framed_texts.h"
#include "graft/error.h"
#include "graft/nn/sequence_head.h"
#include "graft/ops/cross_entropy.h"
#include "graft/ops/linear.h"
#include "graft/ops/shape.h"
#include "image_conditioned_config.h"
#include "vision_config.h"

namespace graft {

namespace {

constexpr const char* kOutputWeight = "language_model.lm_head.weight";

const ImageConditionedOptions& checked(const ImageConditionedOptions& options,
                                       const HeadSpec& head) {
  std::vector<Problem> problems;
  const auto complain = [&problems](std::string code, std::string message, std::string hint) {
    problems.push_back(Problem{"", 0, 0, std::move(code), std::move(message), std::move(hint)});
  };
  if (head.kind != HeadKind::kPretraining) {
    complain("unsupported-head",
             std::string("image-conditioned has no head for ") + name_of(head.kind),
             "choose another architecture");
  }
  if (options.vocab_size < 1) {
    complain("model-options", "vocab_size is not known", "give a tokenizer, or set vocab_size");
  }
  check_vision(vision_tower(options), problems);
  const std::int64_t layers = vision_tower(options).tower.num_layers;
  if (options.vision_feature_layer > layers || options.vision_feature_layer < -layers - 1) {
    complain("model-options",
             "vision_feature_layer " + std::to_string(options.vision_feature_layer) +
                 ": the vision tower has " + std::to_string(layers) + " layers",
             "use " + std::to_string(-layers - 1) + " to " + std::to_string(layers));
  }
  if (problems.empty() && options.num_image_positions() >= options.max_positions) {
    complain("model-options",
             "max_positions " + std::to_string(options.max_positions) +
                 " leaves no room for text beside the " +
                 std::to_string(options.num_image_positions()) + " positions of an image",
             "use a larger max_positions, or larger patches");
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return options;
}

Projector::Options projector_options(const ImageConditionedOptions& options) {
  Projector::Options result;
  result.vision_size = vision_tower(options).tower.hidden_size;
  result.hidden_size = options.hidden_size;
  result.activation = options.projector_activation;
  result.init.standard_deviation = options.initializer_range;
  result.init.bias = options.projector_bias;
  return result;
}

void replace_beginning(std::string& name, const std::string& old, const std::string& now) {
  if (name.starts_with(old)) name = now + name.substr(old.size());
}

}  // namespace

ImageConditionedModel::ImageConditionedModel(const ImageConditionedOptions& options,
                                             const HeadSpec& head, Rng& rng)
    : options_(checked(options, head)),
      vision_tower_(vision_tower(options), rng),
      projector_(projector_options(options), rng),
      language_model_(text_model(options), rng) {
  register_module("vision_tower.vision_model", vision_tower_);
  register_module("multi_modal_projector", projector_);
  register_module("language_model.model", language_model_);
  if (options.tie_word_embeddings) return;
  output_embeddings_ = register_parameter(
      kOutputWeight,
      random_normal({options.vocab_size, options.hidden_size}, rng, options.initializer_range));
}

HeadSpec ImageConditionedModel::head_from_config(const Value& config) {
  return read_image_conditioned_head(config);
}

Value ImageConditionedModel::config() const { return write_image_conditioned_config(options_); }

std::string ImageConditionedModel::parameter_name(const std::string& name) const {
  // Names that later versions of the published tools write.
  std::string known = name;
  replace_beginning(known, "model.vision_tower.", "vision_tower.");
  replace_beginning(known, "model.multi_modal_projector.", "multi_modal_projector.");
  replace_beginning(known, "model.language_model.", "language_model.model.");
  replace_beginning(known, "lm_head.", "language_model.lm_head.");
  if (known.ends_with(".embeddings.position_ids") || known.ends_with(".rotary_emb.inv_freq")) {
    return "";
  }
  // Tied weights that are stored twice have to be the same.
  if (known == kOutputWeight && !output_embeddings_.defined()) {
    return "language_model.model.embed_tokens.weight";
  }
  return known;
}

std::vector<std::int64_t> ImageConditionedModel::frame_text(const std::vector<std::int64_t>& ids,
                                                            const SpecialTokens& special) const {
  return framed(ids, special.bos, std::nullopt);
}

ImageInput ImageConditionedModel::image_input() const {
  return clip_image_input(vision_tower(options_));
}

/// [images, positions, hidden]
Tensor ImageConditionedModel::image_features(const Tensor& pixel_values,
                                             ForwardContext& context) const {
  Tensor features =
      vision_tower_.hidden_state(pixel_values, options_.vision_feature_layer, context);
  if (options_.vision_feature_select_strategy == "default") {
    features = slice(features, 1, 1, features.dim(1));
  }
  return projector_.forward(features, context);
}

/// [batch * seq, hidden]. Image tokens may lie outside the vocabulary; their rows are not used.
Tensor ImageConditionedModel::embed_text(const Tensor& input_ids, ForwardContext& context) const {
  Tensor ids = input_ids;
  if (options_.image_token_id) {
    ids = input_ids.clone();
    std::int64_t* const begin = ids.data<std::int64_t>();
    std::replace(begin, begin + ids.numel(), *options_.image_token_id, std::int64_t{0});
  }
  return reshape(language_model_.embed(ids, context), {ids.numel(), options_.hidden_size});
}

const Tensor& ImageConditionedModel::output_embeddings() const {
  return output_embeddings_.defined() ? output_embeddings_ : language_model_.word_embeddings();
}

Tensor ImageConditionedModel::token_logits(const Tensor& hidden_states) const {
  return linear(hidden_states, output_embeddings());
}

ModelOutput ImageConditionedModel::forward(const Batch& batch, ForwardContext& context) {
  const Tensor* const pixel_values = batch.find("pixel_values");
  const Tensor& input_ids = batch.at("input_ids");
  Tensor features;
  ImageCount count;
  if (pixel_values != nullptr) {
    features = image_features(*pixel_values, context);
    count = {features.dim(0), features.dim(1)};
  }
  const MergedSequence merged = merged_sequence(batch, count, options_.image_token_id);
  DecoderInput input;
  input.batch = input_ids.dim(0);
  input.seq = merged.length;
  input.attention_mask = merged.attention_mask;
  Tensor embedded;
  if (merged.is_text_alone) {
    embedded = language_model_.embed(input_ids, context);
    if (const Tensor* ids = batch.find("position_ids")) input.position_ids = *ids;
  } else {
    const Tensor flat = reshape(features, {count.images * count.positions, options_.hidden_size});
    embedded = reshape(select_rows(concat({embed_text(input_ids, context), flat}, 0), merged.rows),
                       {input.batch, input.seq, options_.hidden_size});
  }
  LlamaDecoder::Output inner = language_model_.forward(embedded, input, context);
  ModelOutput output;
  output.last_hidden_state = std::move(inner.last_hidden_state);
  output.hidden_states = std::move(inner.hidden_states);
  predict_tokens(merged, context, output);
  return output;
}

void ImageConditionedModel::predict_tokens(const MergedSequence& merged,
                                           const ForwardContext& context,
                                           ModelOutput& output) const {
  if (context.logits) output.logits = token_logits(output.last_hidden_state);
  if (!merged.shift_labels.defined()) return;
  const Tensor labels = merged.shift_labels.view({-1});
  // Positions of images predict nothing: they cost nothing.
  CrossEntropy result =
      context.logits
          ? cross_entropy(reshape(output.logits, {-1, output.logits.dim(-1)}), labels)
          : linear_cross_entropy(reshape(output.last_hidden_state, {-1, options_.hidden_size}),
                                 output_embeddings(), Tensor(), labels);
  output.loss = std::move(result.loss);
  output.num_targets = result.num_targets;
}

KvCache ImageConditionedModel::start(const Batch& source, ForwardContext& context) {
  KvCache cache = language_model_.make_cache();
  const Tensor* const pixel_values = source.find("pixel_values");
  if (pixel_values == nullptr) return cache;
  const Tensor features = image_features(*pixel_values, context);
  DecoderInput input;
  input.batch = features.dim(0);
  input.seq = features.dim(1);
  input.cache = &cache;
  language_model_.forward(features, input, context);
  return cache;
}

Tensor ImageConditionedModel::next_token_logits(const Tensor& input_ids,
                                                const Tensor& attention_mask, KvCache& cache,
                                                ForwardContext& context) {
  if (input_ids.rank() != 2 || input_ids.numel() == 0) {
    throw InputError("bad-shape", "input_ids " + to_string(input_ids.shape()) +
                                      " must be [batch, seq] with at least one token");
  }
  const std::int64_t* const begin = input_ids.data<std::int64_t>();
  if (options_.image_token_id && std::find(begin, begin + input_ids.numel(),
                                           *options_.image_token_id) != begin + input_ids.numel()) {
    throw InputError("image-token", "the prompt has an image token: images are read in front of it",
                     "leave the image token out");
  }
  DecoderInput input;
  input.batch = input_ids.dim(0);
  input.seq = input_ids.dim(1);
  input.attention_mask = attention_mask;
  input.cache = &cache;
  const Tensor embedded = language_model_.embed(input_ids, context);
  const Tensor hidden_states = language_model_.forward(embedded, input, context).last_hidden_state;
  return token_logits(
      pool_last_token(hidden_states, attention_mask.defined() ? &attention_mask : nullptr));
}

Batch ImageConditionedModel::pretraining_batch(const Tensor& pixel_values,
                                               const std::vector<std::vector<std::int64_t>>& texts,
                                               const TokenTraits& tokens, Rng&) const {
  require_pairs(pixel_values, texts.size());
  const std::int64_t eos = required_eos(tokens, "image-conditioned");
  const std::optional<std::int64_t>& bos = tokens.special.bos;
  const std::int64_t frame = bos ? 2 : 1;
  const std::int64_t room = options_.max_positions - options_.num_image_positions() - frame;
  require_room(room, options_.max_positions);
  std::vector<std::vector<std::int64_t>> rows;
  std::vector<std::vector<std::int64_t>> targets;
  for (std::vector<std::int64_t> ids : texts) {
    if (static_cast<std::int64_t>(ids.size()) > room) ids.resize(static_cast<std::size_t>(room));
    rows.push_back(framed(ids, bos, eos));
    targets.push_back(framed(ids, bos ? std::optional(kIgnoreIndex) : std::nullopt, eos));
  }
  PaddedRows padded = padded_rows(rows, tokens.special.pad.value_or(eos));
  Batch batch;
  batch["pixel_values"] = pixel_values;
  batch["input_ids"] = std::move(padded.input_ids);
  batch["attention_mask"] = std::move(padded.attention_mask);
  batch["labels"] = padded_rows(targets, kIgnoreIndex).input_ids;
  return batch;
}

}  // namespace graft
