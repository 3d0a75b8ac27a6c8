#pragma once

#include <optional>

#include "graft/batch.h"
#include "graft/nn/linear.h"
#include "options.h"

namespace graft {

/// Two linear maps with a tanh between them, `classification_head` in T5 checkpoints.
class ClassificationHead : public Module {
 public:
  ClassificationHead(const EncoderDecoderOptions& options, std::int64_t num_labels, Rng& rng);

  /// pooled [batch, hidden] -> [batch, num_labels]
  Tensor forward(const Tensor& pooled, ForwardContext& context) const;

 private:
  float dropout_;
  Linear dense_;
  Linear out_proj_;
};

/// Fresh maps on top of hidden states: normal, smaller by the root of hidden_size. (The reference
/// begins a token classifier with deviation 1, which makes its first loss a large one.)
Linear::Init head_init(const EncoderDecoderOptions& options);

/// The states [batch, seq, hidden] where the last end-of-sequence token of `input_ids` [batch, seq]
/// stands, [batch, hidden]. As in the reference those under the mask count too, but where padding
/// is that very token. Throws InputError naming rows that have none or another number than the
/// first, and where no such token is known.
Tensor pool_last_end(const Tensor& hidden_states, const Batch& batch,
                     const EncoderDecoderOptions& options);

}  // namespace graft
