#pragma once

#include <memory>
#include <string>

#include "backbone.h"
#include "classification_head.h"
#include "graft/nn/linear.h"
#include "graft/roles/architecture.h"
#include "options.h"

namespace graft {

/// T5, with the parameter names of T5ForConditionalGeneration, T5ForSequenceClassification,
/// T5ForTokenClassification, T5ForQuestionAnswering, T5Model or T5EncoderModel. Attention weights
/// are never dropped out. Source: Raffel et al., "Exploring the Limits of Transfer Learning with a
/// Unified Text-to-Text Transformer", 2020.
class TextToTextModel : public EncoderDecoder, public TextObjective {
 public:
  /// Throws InputError for sizes that do not fit together.
  TextToTextModel(const EncoderDecoderOptions& options, const HeadSpec& head, Rng& rng);

  static HeadSpec head_from_config(const Value& config);

  ModelOutput forward(const Batch& batch, ForwardContext& context) override;
  Value config() const override;
  std::string parameter_name(const std::string& name) const override;
  std::int64_t vocab_size() const override { return options_.vocab_size; }
  std::vector<std::int64_t> frame_text(const std::vector<std::int64_t>& ids,
                                       const SpecialTokens& special) const override;

  std::int64_t decoder_start_token_id() const override;
  KvCache start(const Batch& source, ForwardContext& context) override;
  Tensor next_token_logits(const Tensor& input_ids, const Tensor& attention_mask, KvCache& cache,
                           ForwardContext& context) override;

  Window window(const TokenTraits& tokens) const override;
  Batch pretraining_batch(const Tensor& windows, const TokenTraits& tokens,
                          Rng& rng) const override;

 private:
  void require_text_head() const;
  Tensor decoder_input_ids(const Batch& batch) const;
  void decode(const Batch& batch, ForwardContext& context, ModelOutput& output) const;
  Tensor token_logits(const Tensor& hidden_states, ForwardContext& context) const;
  float tied_factor() const;  // on hidden states before a tied output layer
  void predict_tokens(const Batch& batch, ForwardContext& context, ModelOutput& output) const;
  void classify(const Batch& batch, ForwardContext& context, ModelOutput& output) const;
  void tag_tokens(const Batch& batch, ForwardContext& context, ModelOutput& output) const;
  void find_answer(const Batch& batch, ForwardContext& context, ModelOutput& output) const;

  EncoderDecoderOptions options_;  // completed
  HeadSpec head_;
  std::string prefix_;  // of the backbone's parameters
  Backbone backbone_;
  // One of these at most, by head.
  std::unique_ptr<Linear> lm_head_;  // where it is not the embeddings
  std::unique_ptr<ClassificationHead> classification_head_;
  std::unique_ptr<Linear> classifier_;
  std::unique_ptr<Linear> qa_outputs_;
};

}  // namespace graft
