#pragma once

#include <cstdint>
#include <vector>

#include "framework/run/stage_model.h"

namespace graft {

struct ParameterCount {
  std::int64_t total = 0;  // model and adapter
  std::int64_t trainable = 0;
};

/// Every parameter of the model and of what is grafted on it.
std::vector<NamedParameter> all_parameters(const StageModel& model);
std::vector<NamedParameter> trainable_parameters(const StageModel& model);
ParameterCount count_parameters(const StageModel& model);

/// "2,034,432 parameters, 1.23 % trainable (24,960)".
std::string count_text(const ParameterCount& count);

}  // namespace graft
