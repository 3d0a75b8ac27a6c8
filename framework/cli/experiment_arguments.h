#pragma once

#include "framework/cli/options.h"
#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"

namespace graft {

struct LoadedExperiment {
  PluginCatalog catalog;  // built-in and added manifests, those of the file included
  Experiment experiment;
};

/// Reads the experiment that a command's argument `experiment` names, with its `--set` options and
/// `--plugins`. Throws InputError with every mistake.
LoadedExperiment load_experiment(const CommandLine& line);

/// "key=value" pairs of `--set`. Throws InputError for one without `=`.
std::vector<Setting> parse_settings(const std::vector<std::string>& texts);

}  // namespace graft
