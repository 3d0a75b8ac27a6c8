#pragma once

#include "graft/batch.h"
#include "graft/nn/module.h"

namespace graft {

/// A learned vector for each position, `wpe` in GPT-2 checkpoints.
class PositionTable : public Module {
 public:
  PositionTable(std::int64_t max_positions, std::int64_t hidden_size, float standard_deviation,
                Rng& rng);

  /// ids [...] i64 -> [..., hidden]. Throws InputError naming an id out of range.
  Tensor forward(const Tensor& ids) const;

  std::int64_t max_positions() const { return weight_.dim(0); }

 private:
  Tensor weight_;
};

/// Positions of the tokens in `batch`: its `position_ids`; else [seq], counted from `start`
/// whatever its mask, as in the reference.
Tensor position_ids(const Batch& batch, std::int64_t start);

/// The attention mask with `prefix_length` positions that are always seen in front; undefined where
/// every position is seen. Throws InputError when its shape is not that of `input_ids`.
Tensor key_mask(const Batch& batch, std::int64_t prefix_length);

}  // namespace graft
