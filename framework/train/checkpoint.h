#pragma once

#include <cstdint>
#include <functional>
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

/// Writes `folder/step-N.safetensors`, then `folder/step-N.json`, which holds step, state and the
/// hash of everything; only then removes all other files of the folder but the checkpoint of
/// `previous_step` (0: none), which must be known to be whole. A kill at any instant leaves one.
void save_checkpoint(const std::string& folder, const Checkpoint& checkpoint,
                     std::int64_t previous_step);

/// The newest checkpoint whose hashes agree and whose state `read_state` (if given) takes without
/// an InputError; nothing if there is none. A broken one is skipped with a warning that names it.
std::optional<Checkpoint> load_checkpoint(
    const std::string& folder, const std::function<void(const Value& state)>& read_state = {});

}  // namespace graft
