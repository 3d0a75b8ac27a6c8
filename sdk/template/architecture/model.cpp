#include "model.h"

#include "graft/nn/next_token.h"
#include "graft/ops/linear.h"

using namespace graft;

@CLASS@Model::@CLASS@Model(const @CLASS@Options& options, const HeadSpec& head, Rng& rng)
    : options_(options), head_(head), decoder_(options, rng) {
  register_module("decoder", decoder_);
  if (head.kind != HeadKind::kSequenceClassification) return;
  classifier_ = std::make_unique<SequenceHead>(options.hidden_size, std::ssize(head.labels), rng);
  register_module("classifier", *classifier_, Part::kHead);
}

ModelOutput @CLASS@Model::forward(const Batch& batch, ForwardContext& context) {
  // Padding stands behind the text, where no token of the text sees it.
  ModelOutput output;
  output.last_hidden_state = decoder_.forward(batch.at("input_ids"), nullptr, context);
  if (classifier_ == nullptr) {
    output.logits = linear(output.last_hidden_state, decoder_.tokens.point.weight);
    const CrossEntropy loss = next_token_loss(output.logits, batch);
    output.loss = loss.loss;
    output.num_targets = loss.num_targets;
    return output;
  }
  const Tensor pooled = pool_last_token(output.last_hidden_state, batch.find("attention_mask"));
  output.logits = classifier_->forward(pooled, context);
  if (const Tensor* labels = batch.find("labels")) {
    const SequenceLoss loss = sequence_loss(output.logits, *labels, head_.problem_type);
    output.loss = loss.loss;
    output.num_targets = loss.num_targets;
  }
  return output;
}

Tensor @CLASS@Model::next_token_logits(const Tensor& input_ids, KvCache& cache,
                                       ForwardContext& context) {
  const Tensor hidden = decoder_.forward(input_ids, &cache, context);
  return linear(pool_last_token(hidden, nullptr), decoder_.tokens.point.weight);
}

Batch @CLASS@Model::pretraining_batch(const Tensor& windows, Rng&) const {
  return next_token_batch(windows);
}
