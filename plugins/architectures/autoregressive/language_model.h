#pragma once

#include <memory>
#include <string>

#include "decoder_stack.h"
#include "graft/nn/linear.h"
#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

/// GPT-2 or Llama, with the parameter names of the published classes for causal language modelling,
/// sequence classification and token classification. Attention weights are never dropped out.
/// Sources: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019; Touvron et
/// al., "LLaMA: Open and Efficient Foundation Language Models", 2023.
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
  std::int64_t position_limit() const override;
  KvCache start(const Batch& source, ForwardContext& context) override;
  Tensor next_token_logits(const Tensor& input_ids, const Tensor& attention_mask, KvCache& cache,
                           ForwardContext& context) override;

  Window window(const TokenTraits& tokens) const override;
  Batch pretraining_batch(const Tensor& windows, const TokenTraits& tokens,
                          Rng& rng) const override;

 private:
  const Tensor& output_embeddings() const;  // [vocab, hidden]
  void predict_tokens(const Batch& batch, const ForwardContext& context, ModelOutput& output) const;
  Tensor pooled(const Tensor& hidden_states, const Batch& batch) const;
  void classify_texts(const Batch& batch, ForwardContext& context, ModelOutput& output) const;
  void classify_tokens(const Batch& batch, ForwardContext& context, ModelOutput& output) const;

  AutoregressiveOptions options_;
  HeadSpec head_;
  std::unique_ptr<DecoderStack> stack_;
  Tensor output_embeddings_;            // [vocab, hidden] where they are not the input embeddings
  std::unique_ptr<Linear> classifier_;  // absent without labels
};

}  // namespace graft
