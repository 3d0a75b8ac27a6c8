#include "positions.h"

#include "graft/ops/embedding.h"

namespace graft {

PositionTable::PositionTable(std::int64_t max_positions, std::int64_t hidden_size,
                             float standard_deviation, Rng& rng)
    : weight_(register_parameter(
          "weight", random_normal({max_positions, hidden_size}, rng, standard_deviation))) {}

Tensor PositionTable::forward(const Tensor& ids) const { return embedding(ids, weight_); }

}  // namespace graft
