#pragma once

#include <memory>
#include <vector>

#include "embeddings.h"
#include "encoder_layer.h"
#include "graft/nn/linear.h"

namespace graft {

/// Embeddings, blocks and, where a head needs it, the pooler: BertModel.
class Backbone : public Module {
 public:
  Backbone(const AutoencodingOptions& options, bool has_pooler, Rng& rng);

  struct Output {
    Tensor last_hidden_state;           // [batch, seq, hidden]
    Tensor pooler_output;               // [batch, hidden]; undefined without a pooler
    std::vector<Tensor> hidden_states;  // if the context asks for them
  };
  /// Passes `input_ids` with `attention_mask`, `token_type_ids` and `position_ids` where the batch
  /// has them.
  Output forward(const Batch& batch, ForwardContext& context) const;

  /// [vocab, hidden]
  const Tensor& word_embeddings() const { return embeddings_.word_embeddings(); }

 private:
  Embeddings embeddings_;
  std::vector<std::unique_ptr<EncoderLayer>> layers_;
  std::unique_ptr<Linear> pooler_;
};

}  // namespace graft
