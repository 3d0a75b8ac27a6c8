#pragma once

#include <string>
#include <vector>

#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"
#include "framework/run/parameter_count.h"

namespace graft {

/// What `graft plan` says of one stage.
struct StagePlan {
  std::string stage;
  std::string kind;
  std::string what;        // components that it uses
  ParameterCount count;    // all zero for stages that train nothing
  std::int64_t steps = 0;  // optimizer steps; 0: follows from the data, or nothing trains
};

/// Builds every stage's model, as it would be; reads no more data than the labels of a task; starts
/// nothing.
std::vector<StagePlan> plan_experiment(const Experiment& experiment, PluginCatalog& catalog);

}  // namespace graft
