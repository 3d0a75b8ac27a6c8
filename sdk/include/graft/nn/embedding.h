#pragma once

#include "graft/nn/module.h"
#include "graft/ops/embedding.h"

namespace graft {

/// A table of vectors with its graft point.
///
///   ids      [...]           i64 in [0, num_embeddings)
///   weight   [num_embeddings, hidden]
///   returns  [..., hidden]
class GRAFT_API Embedding : public Module {
 public:
  /// The vector of `padding_id` starts at zero and learns nothing from being looked up.
  Embedding(std::int64_t num_embeddings, std::int64_t hidden_size, float standard_deviation,
            Rng& rng, std::int64_t padding_id = kNoPadding);

  /// Throws InputError naming the first id that is out of range.
  Tensor forward(const Tensor& ids, ForwardContext& context) const;

  GraftPoint point;

 private:
  std::int64_t padding_id_;
};

}  // namespace graft
