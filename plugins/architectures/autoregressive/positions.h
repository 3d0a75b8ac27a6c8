#pragma once

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

}  // namespace graft
