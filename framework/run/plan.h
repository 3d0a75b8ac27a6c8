#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"
#include "framework/run/parameter_count.h"
#include "framework/run/stage_cost.h"

namespace graft {

/// What `graft plan` says of one stage.
struct StagePlan {
  std::string stage;
  std::string kind;
  std::string what;                   // components that it uses
  ParameterCount count;               // all zero for stages that train nothing
  std::int64_t steps = 0;             // optimizer steps; 0: not known, or nothing trains
  bool steps_are_exact = true;        // else about so many
  std::int64_t disk = 0;              // most bytes of weights and checkpoints while it runs
  std::optional<StepCost> step_cost;  // none: nothing trains, or no batch could be made yet
};

/// Builds the model of each stage in `stages` as it would be, opens its data and looks whether both
/// fit what the stage asks for; starts nothing. Throws InputError with the mistakes of all these
/// stages, each at a line of the experiment or of the data. `tokenizer_folder`: where the run has
/// trained its tokenizer; empty: not yet, and what only the tokens tell is not looked at.
std::vector<StagePlan> plan_stages(const Experiment& experiment, PluginCatalog& catalog,
                                   const std::set<std::string>& stages,
                                   const std::string& tokenizer_folder);
/// All stages of the experiment, with what they cost.
std::vector<StagePlan> plan_experiment(const Experiment& experiment, PluginCatalog& catalog);

}  // namespace graft
