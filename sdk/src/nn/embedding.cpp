#include "graft/nn/embedding.h"

#include <algorithm>

namespace graft {

Embedding::Embedding(std::int64_t num_embeddings, std::int64_t hidden_size,
                     float standard_deviation, Rng& rng, std::int64_t padding_id)
    : point(GraftPointKind::kEmbedding, num_embeddings, hidden_size), padding_id_(padding_id) {
  point.weight = register_parameter(
      "weight", random_normal({num_embeddings, hidden_size}, rng, standard_deviation));
  if (padding_id >= 0 && padding_id < num_embeddings) {
    std::fill_n(point.weight.data<float>() + padding_id * hidden_size, hidden_size, 0.0f);
  }
  register_graft_point("", point);
}

Tensor Embedding::forward(const Tensor& ids, ForwardContext& context) const {
  return point.apply_output(ids, embedding(ids, point.weight, padding_id_), context);
}

}  // namespace graft
