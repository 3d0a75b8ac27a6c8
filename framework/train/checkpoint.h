#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/model_io/safetensors.h"
#include "graft/value.h"

namespace graft {

/// Everything a training needs to go on as if it had never stopped.
struct Checkpoint {
  std::int64_t step = 0;             // optimizer steps done
  std::vector<NamedTensor> tensors;  // parameters, moments, best parameters so far
  Value state;                       // numbers beside them
};

/// Writes `folder/step-N.safetensors`, then `folder/step-N.json`, which holds the state and the
/// hash of both; only then removes older checkpoints but the one before. A kill at any instant
/// leaves the last whole one.
void save_checkpoint(const std::string& folder, const Checkpoint& checkpoint);

/// The newest checkpoint whose hashes agree; nothing if there is none. A broken one is skipped with
/// a warning that names it.
std::optional<Checkpoint> load_checkpoint(const std::string& folder);

}  // namespace graft
