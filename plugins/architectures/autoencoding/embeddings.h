#pragma once

#include "graft/batch.h"
#include "graft/nn/embedding.h"
#include "graft/nn/layer_norm.h"
#include "options.h"

namespace graft {

/// Tokens, positions and token types summed and normalized, `embeddings` in BERT checkpoints.
class Embeddings : public Module {
 public:
  Embeddings(const AutoencodingOptions& options, Rng& rng);

  /// `input_ids` [batch, seq], with `token_type_ids` and `position_ids` where the batch has them,
  /// -> [batch, seq, hidden]. Throws InputError for shapes that differ, texts that are too long and
  /// ids out of range.
  Tensor forward(const Batch& batch, ForwardContext& context) const;

  /// [vocab, hidden]
  const Tensor& word_embeddings() const { return words_.point.weight; }

 private:
  float dropout_;
  Embedding words_;
  Embedding positions_;
  Embedding types_;
  LayerNorm norm_;
};

}  // namespace graft
