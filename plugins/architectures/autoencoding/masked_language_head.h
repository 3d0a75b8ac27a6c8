#pragma once

#include "graft/nn/layer_norm.h"
#include "graft/nn/linear.h"
#include "graft/ops/activation.h"
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

 private:
  Activation activation_;
  Linear transform_;
  LayerNorm norm_;
  Tensor decoder_;  // [vocab, hidden]; undefined where it is tied
  Tensor bias_;     // [vocab]
};

}  // namespace graft
