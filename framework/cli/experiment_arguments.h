#pragma once

#include "framework/cli/options.h"
#include "framework/config/experiment.h"
#include "framework/plugins/catalog.h"

namespace graft {

struct LoadedExperiment {
  PluginCatalog catalog;  // built-in and added manifests, those of the file included
  Experiment experiment;
};

/// Reads the experiment that a command was given, with its `--set` options and `--plugins`. Throws
/// InputError with every mistake.
LoadedExperiment load_experiment(const CommandLine& line);

/// Adds the arguments that `load_experiment` reads: the file and `--set`.
void add_experiment_arguments(CommandLine& line);

}  // namespace graft
