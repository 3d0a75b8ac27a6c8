#include "model.h"

#include "graft/nn/next_token.h"
#include "graft/ops/linear.h"

@CLASS@Model::@CLASS@Model(const @CLASS@Options& options, const graft::HeadSpec& head,
                           graft::Rng& rng)
    : options_(options), head_(head), decoder_(options, rng) {
  register_module("decoder", decoder_);
  if (head.kind != graft::HeadKind::kSequenceClassification) return;
  classifier_ = std::make_unique<graft::SequenceHead>(options.hidden_size, std::ssize(head.labels),
                                                      rng);
  register_module("classifier", *classifier_, graft::Part::kHead);
}

graft::ModelOutput @CLASS@Model::forward(const graft::Batch& batch,
                                         graft::ForwardContext& context) {
  graft::ModelOutput output;
  const graft::Tensor* const mask = batch.find("attention_mask");
  output.last_hidden_state = decoder_.forward(
      batch.at("input_ids"), mask == nullptr ? graft::Tensor() : *mask, nullptr, context);
  if (classifier_ == nullptr) {
    output.logits = graft::linear(output.last_hidden_state, decoder_.tokens.point.weight);
    const graft::CrossEntropy loss = graft::next_token_loss(output.logits, batch);
    output.loss = loss.loss;
    output.num_targets = loss.num_targets;
    return output;
  }
  const graft::Tensor pooled = graft::pool_last_token(output.last_hidden_state, mask);
  output.logits = classifier_->forward(pooled, context);
  if (const graft::Tensor* labels = batch.find("labels")) {
    const graft::SequenceLoss loss =
        graft::sequence_loss(output.logits, *labels, head_.problem_type);
    output.loss = loss.loss;
    output.num_targets = loss.num_targets;
  }
  return output;
}

graft::KvCache @CLASS@Model::start(const graft::Batch&, graft::ForwardContext&) {
  return graft::KvCache(options_.num_layers);
}

graft::Tensor @CLASS@Model::next_token_logits(const graft::Tensor& input_ids,
                                              const graft::Tensor& attention_mask,
                                              graft::KvCache& cache,
                                              graft::ForwardContext& context) {
  const graft::Tensor hidden = decoder_.forward(input_ids, attention_mask, &cache, context);
  const graft::Tensor* const mask = attention_mask.defined() ? &attention_mask : nullptr;
  return graft::linear(graft::pool_last_token(hidden, mask), decoder_.tokens.point.weight);
}

graft::Batch @CLASS@Model::pretraining_batch(const graft::Tensor& windows,
                                             const graft::TokenTraits&, graft::Rng&) const {
  return graft::next_token_batch(windows);
}
