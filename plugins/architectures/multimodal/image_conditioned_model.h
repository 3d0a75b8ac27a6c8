#pragma once

#include <string>
#include <vector>

#include "graft/nn/llama_decoder.h"
#include "graft/roles/architecture.h"
#include "image_conditioned_options.h"
#include "merged_sequence.h"
#include "projector.h"
#include "vision_transformer.h"

namespace graft {

/// A text model that reads images: what a vision tower gives of the patches is projected and takes
/// positions of the text. Parameter names of LlavaForConditionalGeneration. Source: Liu et al.,
/// "Visual Instruction Tuning", 2023.
class ImageConditionedModel : public Multimodal, public TextDecoder, public ImageTextObjective {
 public:
  /// Throws InputError for sizes that do not fit together and any head but that of pre-training.
  ImageConditionedModel(const ImageConditionedOptions& options, const HeadSpec& head, Rng& rng);

  static HeadSpec head_from_config(const Value& config);

  /// Logits of all positions, those of images too, see `merged_sequence`. Texts may come without
  /// images. `position_ids` count only there.
  ModelOutput forward(const Batch& batch, ForwardContext& context) override;
  Value config() const override;
  std::string parameter_name(const std::string& name) const override;
  /// Positions, those of images too.
  std::int64_t max_positions() const override { return options_.max_positions; }
  std::int64_t vocab_size() const override { return options_.vocab_size; }
  /// A text that goes on: begun, not ended.
  std::vector<std::int64_t> frame_text(const std::vector<std::int64_t>& ids,
                                       const SpecialTokens& special) const override;

  ImageInput image_input() const override;

  /// Reads `pixel_values`, an image a row, in front of everything else; nothing where there are
  /// none.
  KvCache start(const Batch& source, ForwardContext& context) override;
  /// None: rotary positions have no end.
  std::int64_t position_limit() const override { return 0; }
  /// Throws InputError for an image token too: images are read at the start.
  Tensor next_token_logits(const Tensor& input_ids, const Tensor& attention_mask, KvCache& cache,
                           ForwardContext& context) override;

  bool needs_distinct_texts() const override { return false; }
  /// An image in front of each text; the text and its end are what is predicted.
  Batch pretraining_batch(const Tensor& pixel_values,
                          const std::vector<std::vector<std::int64_t>>& texts,
                          const TokenTraits& tokens, Rng& rng) const override;

 private:
  Tensor image_features(const Tensor& pixel_values, ForwardContext& context) const;
  Tensor embed_text(const Tensor& input_ids, ForwardContext& context) const;
  const Tensor& output_embeddings() const;  // [vocab, hidden]
  Tensor token_logits(const Tensor& hidden_states) const;
  void predict_tokens(const MergedSequence& merged, const ForwardContext& context,
                      ModelOutput& output) const;

  ImageConditionedOptions options_;
  VisionTransformer vision_tower_;
  Projector projector_;
  LlamaDecoder language_model_;
  Tensor output_embeddings_;  // [vocab, hidden] where they are not the input embeddings
};

}  // namespace graft
