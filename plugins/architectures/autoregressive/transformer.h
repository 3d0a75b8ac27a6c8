#pragma once

#include <memory>
#include <vector>

#include "block.h"
#include "graft/batch.h"
#include "graft/nn/embedding.h"
#include "positions.h"

namespace graft {

/// Embeddings, blocks and the last normalization: GPT2Model.
class Transformer : public Module {
 public:
  Transformer(const AutoregressiveOptions& options, Rng& rng);

  struct Output {
    Tensor last_hidden_state;           // [batch, seq, hidden]
    std::vector<Tensor> hidden_states;  // if the context asks for them
  };
  /// Passes `input_ids` with `attention_mask` and `position_ids` where the batch has them. With
  /// `cache` the tokens follow what it holds, and are added to it.
  Output forward(const Batch& batch, KvCache* cache, ForwardContext& context);

  std::int64_t max_positions() const { return wpe_.max_positions(); }
  /// [vocab, hidden]
  const Tensor& word_embeddings() const { return wte_.point.weight; }

 private:
  using Prefixes = std::vector<std::vector<KeyValue>>;  // for each block
  Prefixes prefixes(std::int64_t batch, const KvCache* cache, ForwardContext& context) const;
  Tensor embed(const Batch& batch, std::int64_t start, ForwardContext& context) const;

  float dropout_;
  Embedding wte_;
  PositionTable wpe_;
  std::vector<std::unique_ptr<Block>> blocks_;
  LayerNorm ln_f_;
};

}  // namespace graft
