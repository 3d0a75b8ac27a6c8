#pragma once

#include <memory>
#include <string>
#include <vector>

#include "clip_options.h"
#include "graft/nn/linear.h"
#include "graft/roles/architecture.h"
#include "text_transformer.h"
#include "vision_transformer.h"

namespace graft {

/// CLIP, with the parameter names of CLIPModel, or its vision tower below a classifier, with those
/// of CLIPForImageClassification. Attention weights are never dropped out. Source: Radford et al.,
/// "Learning Transferable Visual Models From Natural Language Supervision", 2021.
class ClipModel : public Multimodal, public ImageTextEmbedding, public ImageTextObjective {
 public:
  /// Throws InputError for sizes that do not fit together and heads that it does not have.
  ClipModel(const ClipOptions& options, const HeadSpec& head, Rng& rng);

  static HeadSpec head_from_config(const Value& config);

  /// Images, texts or both. There is a loss where as many of the one as of the other are given.
  ModelOutput forward(const Batch& batch, ForwardContext& context) override;
  Value config() const override;
  std::string parameter_name(const std::string& name) const override;
  std::int64_t max_positions() const override;
  std::int64_t vocab_size() const override;
  /// Leaves the first token out where it would be the last one too: that is where a text is pooled.
  std::vector<std::int64_t> frame_text(const std::vector<std::int64_t>& ids,
                                       const SpecialTokens& special) const override;

  ImageInput image_input() const override;

  Tensor embed_image(const Batch& batch, ForwardContext& context) override;
  Tensor embed_text(const Batch& batch, ForwardContext& context) override;
  float similarity_scale() const override;

  bool needs_distinct_texts() const override { return true; }
  Batch pretraining_batch(const Tensor& pixel_values,
                          const std::vector<std::vector<std::int64_t>>& texts,
                          const TokenTraits& tokens, Rng& rng) const override;
  /// Keeps the logarithm of the factor on similarities in [0, ln 100].
  void constrain_parameters() override;

 private:
  struct Embedded {
    Encoder::Output tower;
    Tensor pooled;      // [batch, hidden]
    Tensor projection;  // unit vectors, [batch, projection]
  };
  Embedded embedded_images(const Batch& batch, ForwardContext& context) const;
  Embedded embedded_texts(const Batch& batch, ForwardContext& context) const;
  std::vector<std::int64_t> ends_of_text(const Tensor& input_ids) const;
  void compare(const Tensor& image_embeds, const Tensor& text_embeds, const ForwardContext& context,
               ModelOutput& output) const;
  void classify(const Batch& batch, ForwardContext& context, ModelOutput& output) const;

  ClipOptions options_;
  HeadSpec head_;
  VisionTransformer vision_model_;
  // Pre-training only:
  Tensor logit_scale_;
  std::unique_ptr<TextTransformer> text_model_;
  std::unique_ptr<Linear> visual_projection_;
  std::unique_ptr<Linear> text_projection_;
  // Image classification only:
  std::unique_ptr<Linear> classifier_;
};

}  // namespace graft
