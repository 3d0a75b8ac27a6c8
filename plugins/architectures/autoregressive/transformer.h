#pragma once

#include <memory>
#include <vector>

#include "block.h"
#include "decoder_stack.h"
#include "graft/nn/embedding.h"
#include "positions.h"

namespace graft {

/// Embeddings, blocks and the last normalization: GPT2Model.
class Transformer : public DecoderStack {
 public:
  Transformer(const AutoregressiveOptions& options, Rng& rng);

  Output forward(const Batch& batch, KvCache* cache, ForwardContext& context) const override;
  const Tensor& word_embeddings() const override { return wte_.point.weight; }

 private:
  using Prefixes = std::vector<std::vector<KeyValue>>;  // for each block
  Prefixes prefixes(std::int64_t batch, const KvCache* cache, ForwardContext& context) const;
  Tensor embed(const Batch& batch, const Tensor& position_ids, ForwardContext& context) const;

  float dropout_;
  Embedding wte_;
  PositionTable wpe_;
  std::vector<std::unique_ptr<Block>> blocks_;
  LayerNorm ln_f_;
};

}  // namespace graft
