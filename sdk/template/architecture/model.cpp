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
  // Padding stands behind the text, where no token of the text sees it.
  graft::ModelOutput output;
  output.last_hidden_state = decoder_.forward(batch.at("input_ids"), nullptr, context);
  if (classifier_ == nullptr) {
    output.logits = graft::linear(output.last_hidden_state, decoder_.tokens.point.weight);
    const graft::CrossEntropy loss = graft::next_token_loss(output.logits, batch);
    output.loss = loss.loss;
    output.num_targets = loss.num_targets;
    return output;
  }
  const graft::Tensor pooled =
      graft::pool_last_token(output.last_hidden_state, batch.find("attention_mask"));
  output.logits = classifier_->forward(pooled, context);
  if (const graft::Tensor* labels = batch.find("labels")) {
    const graft::SequenceLoss loss =
        graft::sequence_loss(output.logits, *labels, head_.problem_type);
    output.loss = loss.loss;
    output.num_targets = loss.num_targets;
  }
  return output;
}

graft::Tensor @CLASS@Model::next_token_logits(const graft::Tensor& input_ids, graft::KvCache& cache,
                                              graft::ForwardContext& context) {
  const graft::Tensor hidden = decoder_.forward(input_ids, &cache, context);
  return graft::linear(graft::pool_last_token(hidden, nullptr), decoder_.tokens.point.weight);
}

graft::Batch @CLASS@Model::pretraining_batch(const graft::Tensor& windows, graft::Rng&) const {
  return graft::next_token_batch(windows);
}
