#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backbone.h"
#include "graft/roles/architecture.h"
#include "masked_language_head.h"
#include "options.h"

namespace graft {

/// BERT, with the parameter names of the published classes for masked language modelling, that with
/// next-sentence prediction, sequence and token classification, and question answering. Attention
/// weights are never dropped out. Source: Devlin et al., "BERT: Pre-training of Deep Bidirectional
/// Transformers for Language Understanding", 2019.
class MaskedModel : public Autoencoding, public TextObjective {
 public:
  /// Throws InputError for sizes that do not fit together.
  MaskedModel(const AutoencodingOptions& options, const HeadSpec& head, Rng& rng);

  static HeadSpec head_from_config(const Value& config);

  /// With next-sentence prediction the loss is the sum of two means, and `num_targets` counts the
  /// masked tokens alone.
  ModelOutput forward(const Batch& batch, ForwardContext& context) override;
  Value config() const override;
  std::string parameter_name(const std::string& name) const override;

  std::int64_t max_positions() const override { return options_.max_positions; }
  std::int64_t vocab_size() const override { return options_.vocab_size; }
  /// Between the classification and the separation token, where there are such.
  std::vector<std::int64_t> frame_text(const std::vector<std::int64_t>& ids,
                                       const SpecialTokens& special) const override;
  Tensor mask_logits(const Batch& batch, ForwardContext& context) override;

  Window window(const TokenTraits& tokens) const override;
  Batch pretraining_batch(const Tensor& windows, const TokenTraits& tokens,
                          Rng& rng) const override;

 private:
  void predict_tokens(const Batch& batch, ForwardContext& context, ModelOutput& output) const;
  void predict_next_sentence(const Batch& batch, ForwardContext& context,
                             ModelOutput& output) const;
  void classify(const Batch& batch, ForwardContext& context, ModelOutput& output) const;
  void find_answer(const Batch& batch, ForwardContext& context, ModelOutput& output) const;

  AutoencodingOptions options_;
  HeadSpec head_;
  bool has_pooler_;
  Backbone backbone_;
  std::unique_ptr<MaskedLanguageHead> predictions_;  // pre-training
  std::unique_ptr<Linear> seq_relationship_;         // pre-training with next_sentence
  std::unique_ptr<Linear> task_;                     // classifier or qa_outputs
};

}  // namespace graft
