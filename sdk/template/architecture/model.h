#pragma once

#include <memory>

#include "decoder.h"
#include "graft/nn/sequence_head.h"
#include "graft/roles/architecture.h"

/// A small language model of gated attentions: predicts the next token, or labels whole texts.
class @CLASS@Model : public graft::Autoregressive, public graft::TextObjective {
 public:
  @CLASS@Model(const @CLASS@Options& options, const graft::HeadSpec& head, graft::Rng& rng);

  graft::ModelOutput forward(const graft::Batch& batch, graft::ForwardContext& context) override;
  graft::KvCache start(const graft::Batch& source, graft::ForwardContext& context) override;
  graft::Tensor next_token_logits(const graft::Tensor& input_ids,
                                  const graft::Tensor& attention_mask, graft::KvCache& cache,
                                  graft::ForwardContext& context) override;

  graft::Value config() const override;
  static graft::HeadSpec head_from_config(const graft::Value& config);

  std::int64_t max_positions() const override { return options_.max_positions; }
  std::int64_t vocab_size() const override { return options_.vocab_size; }

  Window window(const graft::TokenTraits&) const override {
    return {options_.max_positions + 1, options_.max_positions};
  }
  graft::Batch pretraining_batch(const graft::Tensor& windows, const graft::TokenTraits& tokens,
                                 graft::Rng& rng) const override;

 private:
  @CLASS@Options options_;
  graft::HeadSpec head_;
  Decoder decoder_;
  std::unique_ptr<graft::SequenceHead> classifier_;  // absent in pre-training
};
