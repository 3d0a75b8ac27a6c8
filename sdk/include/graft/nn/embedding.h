#pragma once

#include "graft/nn/module.h"

namespace graft {

/// A table of vectors with its graft point.
///
///   ids      [...]           i64 in [0, num_embeddings)
///   weight   [num_embeddings, hidden]
///   returns  [..., hidden]
class GRAFT_API Embedding : public Module {
 public:
  Embedding(std::int64_t num_embeddings, std::int64_t hidden_size, float standard_deviation,
            Rng& rng);

  /// Throws InputError naming the first id that is out of range.
  Tensor forward(const Tensor& ids, ForwardContext& context) const;

  GraftPoint point;
};

}  // namespace graft
