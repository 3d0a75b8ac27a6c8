#pragma once

#include <cstdint>

#include "graft/roles/architecture.h"

namespace graft {

/// Mean loss over every target of `windows` [rows, length], in batches of `batch_size` rows. The
/// objective draws from a generator under `seed`, so that the same call gives the same number.
double text_loss(Architecture& model, const TextObjective& objective, const TokenTraits& tokens,
                 const Tensor& windows, std::int64_t batch_size, std::uint64_t seed);

}  // namespace graft
