#pragma once

#include <vector>

#include "graft/batch.h"
#include "graft/nn/kv_cache.h"
#include "graft/nn/module.h"

namespace graft {

/// What both styles of model have below their head.
class DecoderStack : public Module {
 public:
  struct Output {
    Tensor last_hidden_state;           // [batch, seq, hidden]
    std::vector<Tensor> hidden_states;  // if the context asks for them
  };
  /// Passes `input_ids` [batch, seq] with `attention_mask`, `position_ids` and `prefix_lengths`
  /// where the batch has them. With `cache` the tokens follow what it holds, and are added to it.
  /// Throws InputError past the model's positions.
  virtual Output forward(const Batch& batch, KvCache* cache, ForwardContext& context) const = 0;

  /// [vocab, hidden]
  virtual const Tensor& word_embeddings() const = 0;
};

}  // namespace graft
