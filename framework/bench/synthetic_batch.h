#pragma once

#include <cstdint>

#include "graft/batch.h"
#include "graft/random.h"
#include "graft/roles/architecture.h"

namespace graft {

/// A batch that a family learns from.
struct SyntheticBatch {
  Batch batch;
  std::int64_t tokens = 0;  // of text and positions of images, read or written
};

/// Rows in which each token follows from the one before, so that there is something to learn: next
/// tokens; 15 % of the tokens masked; the second half of a row written after the first is read; or
/// random images, a row each. Throws InputError for architectures of no known family.
SyntheticBatch synthetic_batch(const Architecture& model, std::int64_t batch_size,
                               std::int64_t sequence_length, Rng& rng);

}  // namespace graft
