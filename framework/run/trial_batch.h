#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graft/batch.h"
#include "graft/roles/architecture.h"
#include "graft/roles/dataset.h"
#include "graft/roles/tokenizer.h"

namespace graft {

// Batches of the size that a training has, to see what it costs.

/// Windows of random tokens for an architecture with a TextObjective.
Batch text_trial_batch(const Tokenizer& tokenizer, const Architecture& model,
                       std::optional<std::int64_t> sequence_length, std::int64_t rows);

/// Random pictures with the first texts of the data, for one with an ImageTextObjective.
Batch image_text_trial_batch(const Dataset& dataset, const std::vector<std::string>& columns,
                             const Tokenizer& tokenizer, const Architecture& model,
                             std::int64_t rows);

}  // namespace graft
