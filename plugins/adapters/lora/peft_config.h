#pragma once

#include <string>
#include <vector>

#include "graft/value.h"
#include "lora_options.h"

namespace graft {

/// What only an attached adapter knows about itself.
struct LoraTargets {
  std::vector<std::string> points;           // names of the linear maps that have an update
  std::vector<std::string> trained_modules;  // modules of the model that train whole
  bool fan_in_fan_out = false;               // their weights are stored [in, out]
};

/// `adapter_config.json` as PEFT writes it. Patterns that PEFT would not understand are written as
/// the names they matched.
Value write_peft_config(const LoraOptions& options, const LoraTargets& targets);

}  // namespace graft
