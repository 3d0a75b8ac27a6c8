#pragma once

#include <string>

#include "framework/config/experiment.h"
#include "framework/config/experiment_context.h"

namespace graft {

/// Reads one entry of `stages:`. `from` and `of` are read as they stand; `link_stages` checks them.
Stage read_stage(const Value::Member& member, ExperimentContext& context);

/// Checks what stages say of each other, looks up folders, hands tasks down to evaluations, and
/// writes `resolved` of every stage. `section` is the experiment's `stages`.
void link_stages(std::vector<Stage>& stages, const Value& section, ExperimentContext& context);

}  // namespace graft
