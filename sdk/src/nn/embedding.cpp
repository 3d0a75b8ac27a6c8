#include "graft/nn/embedding.h"

#include "graft/ops/embedding.h"

namespace graft {

Embedding::Embedding(std::int64_t num_embeddings, std::int64_t hidden_size,
                     float standard_deviation, Rng& rng)
    : point(GraftPointKind::kEmbedding, num_embeddings, hidden_size) {
  point.weight = register_parameter(
      "weight", random_normal({num_embeddings, hidden_size}, rng, standard_deviation));
  register_graft_point("", point);
}

Tensor Embedding::forward(const Tensor& ids, ForwardContext& context) const {
  return point.apply_output(ids, embedding(ids, point.weight), context);
}

}  // namespace graft
