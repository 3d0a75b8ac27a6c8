#pragma once

#include "graft/nn/layer_norm.h"
#include "graft/nn/linear.h"
#include "graft/ops/activation.h"
#include "graft/ops/cross_entropy.h"
#include "options.h"

namespace graft {

/// Predicts tokens from hidden states, `cls.predictions` in BERT checkpoints.
class MaskedLanguageHead : public Module {
 public:
  MaskedLanguageHead(const AutoencodingOptions& options, Rng& rng);

  /// hidden_states [batch, seq, hidden] -> [batch, seq, vocab]. `word_embeddings` [vocab, hidden]
  /// serve where the head is tied to them.
  Tensor forward(const Tensor& hidden_states, const Tensor& word_embeddings,
                 ForwardContext& context) const;

  /// Loss of labels [batch, seq], -100 ignored. Only what has a label is passed on.
  CrossEntropy loss(const Tensor& hidden_states, const Tensor& word_embeddings,
                    const Tensor& labels, ForwardContext& context) const;

 private:
  Tensor transformed(const Tensor& hidden_states, ForwardContext& context) const;
  const Tensor& decoder(const Tensor& word_embeddings) const {
    return decoder_.defined() ? decoder_ : word_embeddings;
  }

  Activation activation_;
  Linear transform_;
  LayerNorm norm_;
  Tensor decoder_;  // [vocab, hidden]; undefined where it is tied
  Tensor bias_;     // [vocab]
};

}  // namespace graft
