#pragma once

#include "decoder_stack.h"
#include "graft/nn/llama_decoder.h"
#include "options.h"

namespace graft {

/// LlamaModel.
class LlamaStack : public DecoderStack {
 public:
  LlamaStack(const AutoregressiveOptions& options, Rng& rng);

  Output forward(const Batch& batch, KvCache* cache, ForwardContext& context) const override;
  const Tensor& word_embeddings() const override { return decoder_.word_embeddings(); }

 private:
  LlamaDecoder decoder_;
};

}  // namespace graft
