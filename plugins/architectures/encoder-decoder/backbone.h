#pragma once

#include <memory>

#include "graft/batch.h"
#include "graft/nn/embedding.h"
#include "stack.h"

namespace graft {

/// Embeddings, encoder and decoder: T5Model, or T5EncoderModel without a decoder.
class Backbone : public Module {
 public:
  /// `options` are completed ones.
  Backbone(const EncoderDecoderOptions& options, Rng& rng);

  /// Reads `input_ids` with `attention_mask` where the batch has it. Throws InputError for others
  /// than [batch, seq] with at least one token.
  Stack::Output encode(const Batch& batch, ForwardContext& context) const;

  /// What the decoder sees of what `encode` gave for `batch`.
  Source source(const Tensor& encoder_last_hidden_state, const Batch& batch,
                ForwardContext& context) const;

  /// Passes decoder_input_ids [batch, seq], of which attention_mask [batch, seq] (undefined: all)
  /// are real. With `cache` they follow what it holds, and are added to it.
  Stack::Output decode(const Tensor& decoder_input_ids, const Tensor& attention_mask,
                       const Source& source, KvCache* cache, ForwardContext& context) const;

  bool has_decoder() const { return decoder_ != nullptr; }
  /// [vocab, hidden]
  const Tensor& word_embeddings() const { return shared_.point.weight; }

 private:
  Tensor embed(const char* name, const Tensor& ids, ForwardContext& context) const;

  Embedding shared_;
  Stack encoder_;
  std::unique_ptr<Stack> decoder_;
};

}  // namespace graft
