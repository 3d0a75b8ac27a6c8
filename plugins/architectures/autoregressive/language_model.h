#pragma once

#include <memory>
#include <string>

#include "graft/nn/sequence_head.h"
#include "graft/roles/architecture.h"
#include "options.h"
#include "transformer.h"

namespace graft {

/// GPT-2, with the parameter names of GPT2LMHeadModel or GPT2ForSequenceClassification. Attention
/// weights are never dropped out. Source: Radford et al., "Language Models are Unsupervised
/// Multitask Learners", 2019.
class LanguageModel : public Autoregressive, public TextObjective {
 public:
  /// Throws InputError for sizes that do not fit together.
  LanguageModel(const AutoregressiveOptions& options, const HeadSpec& head, Rng& rng);

  static HeadSpec head_from_config(const Value& config);

  ModelOutput forward(const Batch& batch, ForwardContext& context) override;
  Value config() const override;
  std::string parameter_name(const std::string& name) const override;

  std::int64_t max_positions() const override { return options_.max_positions; }
  std::int64_t vocab_size() const override { return options_.vocab_size; }
  KvCache make_cache() const override;
  Tensor next_token_logits(const Tensor& input_ids, KvCache& cache,
                           ForwardContext& context) override;

  Window window() const override;
  Batch pretraining_batch(const Tensor& windows, Rng& rng) const override;

 private:
  Tensor token_logits(const Tensor& hidden_states) const;
  void predict_tokens(const Batch& batch, const ForwardContext& context, ModelOutput& output) const;
  Tensor pooled(const Tensor& hidden_states, const Batch& batch) const;
  void classify(const Batch& batch, ForwardContext& context, ModelOutput& output) const;

  AutoregressiveOptions options_;
  HeadSpec head_;
  Transformer transformer_;
  Tensor output_embeddings_;             // [vocab, hidden] where they are not the input embeddings
  std::unique_ptr<SequenceHead> score_;  // sequence classification only
};

}  // namespace graft
