#pragma once

#include <string>
#include <vector>

#include "framework/config/experiment.h"
#include "framework/config/experiment_context.h"
#include "graft/options.h"

namespace graft {

/// The keys of each section of an experiment that belong to the host; components add their own.
OptionSchema experiment_keys();
OptionSchema tokenizer_keys();
OptionSchema model_keys();
OptionSchema data_keys();
OptionSchema adapter_keys();
OptionSchema prompt_keys();
OptionSchema task_keys();
/// Keys of every kind of stage.
OptionSchema stage_keys();
/// Those that a stage of this kind may have.
const std::vector<std::string>& stage_keys_of(StageKind kind);

/// A section whose keys are partly the host's and partly a component's options.
struct SplitSection {
  Value host;     // checked, with every default
  Value options;  // what is left, unchecked
};

/// Checks a section whose keys are all the host's. Unknown keys are reported with the section in
/// which they belong. A section that is no map is reported too, and comes back empty.
Value read_section(const Value& section, const OptionSchema& keys, const std::string& where,
                   ExperimentContext& context);

/// Checks the host's keys of a section and hands back the others.
SplitSection split_section(const Value& section, const OptionSchema& keys, const std::string& where,
                           ExperimentContext& context);

/// Reports the keys of a map that are not in `known`. `component_options`: options of the component
/// that the section names, which belong under `options`; empty where they are inline.
void report_unknown_keys(const Value& map, const std::vector<std::string>& known,
                         const std::string& where, ExperimentContext& context,
                         const std::vector<std::string>& component_options = {});

/// The hint for a name that is none of `names`: the nearest of them, or the first ten.
std::string nearest_or_all(const std::string& name, const std::vector<std::string>& names);

std::vector<std::string> names_of(const OptionSchema& schema);

}  // namespace graft
